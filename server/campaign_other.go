//go:build !linux

package main

import "errors"

// campaignCommand is kist campaign.
type campaignCommand struct{}

// Run says where it can be run.
func (campaignCommand) Run() error {
	return errors.New("a campaign stops and wakes processes and mounts disks as Linux does: run it there")
}
