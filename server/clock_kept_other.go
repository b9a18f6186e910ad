//go:build !linux

package main

import "errors"

func clockKept() (bool, error) { return false, errors.ErrUnsupported }
