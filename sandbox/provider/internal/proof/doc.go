// Package proof drives real Terraform with the built provider against a small cloud in the test's own process.
package proof
