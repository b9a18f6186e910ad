package storetest_test

import (
	"testing"

	"kist/internal/store/storetest"
)

func TestEngines(t *testing.T) { storetest.Each(t, storetest.Run) }

func TestEnginesAtOnce(t *testing.T) { storetest.EachAtomic(t, storetest.RunConcurrent) }
