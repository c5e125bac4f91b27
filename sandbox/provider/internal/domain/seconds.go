package domain

import (
	"strconv"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// accepted are the only times that Linode keeps. It rounds every other one.
var accepted = []int{0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200}

// seconds is no difference where what was declared rounds to what Linode keeps.
func seconds() *schema.Schema {
	return &schema.Schema{
		Type: schema.TypeInt, Optional: true,
		DiffSuppressFunc: func(_, kept, declared string, _ *schema.ResourceData) bool {
			number, err := strconv.Atoi(declared)
			return err == nil && kept == strconv.Itoa(rounded(number))
		},
	}
}

func rounded(declared int) int {
	nearest := accepted[0]
	for _, candidate := range accepted {
		if distance(candidate, declared) < distance(nearest, declared) {
			nearest = candidate
		}
	}
	// Zero stands for the default, so nothing but zero rounds to it.
	if nearest == 0 && declared > 0 {
		return accepted[1]
	}
	return nearest
}

func distance(a, b int) int {
	if a > b {
		return a - b
	}
	return b - a
}
