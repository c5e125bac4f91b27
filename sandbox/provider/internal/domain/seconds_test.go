package domain

import "testing"

func TestSecondsAreRoundedAsLinodeDoes(t *testing.T) {
	for declared, kept := range map[int]int{0: 0, 1: 30, 30: 30, 290: 300, 301: 300, 86399: 86400, 9999999: 2419200} {
		if got := rounded(declared); got != kept {
			t.Errorf("%d is rounded to %d, not %d", declared, got, kept)
		}
	}
}
