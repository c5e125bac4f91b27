package io.groundwork.terraform;

/**
 * The two programs that can do the work.
 */
public enum Product {

	TERRAFORM("Terraform"), OPENTOFU("OpenTofu");

	private final String title;

	Product(String title) {
		this.title = title;
	}

	/**
	 * As people write it, and as the program itself does.
	 */
	public String title() {
		return this.title;
	}

}
