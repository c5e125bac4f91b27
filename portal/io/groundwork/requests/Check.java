package io.groundwork.requests;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Something that was looked at before anything is planned.
 *
 * @param about what
 * @param verdict what came of it
 * @param text in a sentence
 * @param remedy what to do about it; empty where nothing is to be done
 */
@Schema(name = "RequestCheck")
record Check(String about, Verdict verdict, String text, String remedy) {

	static Check pass(String about, String text) {
		return new Check(about, Verdict.PASS, text, "");
	}

	static Check unknown(String about, String text) {
		return new Check(about, Verdict.UNKNOWN, text, "");
	}

	static Check unknown(String about, String text, String remedy) {
		return new Check(about, Verdict.UNKNOWN, text, remedy);
	}

	static Check remark(String about, String text, String remedy) {
		return new Check(about, Verdict.REMARK, text, remedy);
	}

	static Check fail(String about, String text, String remedy) {
		return new Check(about, Verdict.FAIL, text, remedy);
	}

	/**
	 * The same about that environment, where there are several.
	 */
	Check of(String environment) {
		return new Check(environment + "." + this.about, this.verdict, environment + ": " + this.text, this.remedy);
	}

	boolean failed() {
		return this.verdict == Verdict.FAIL;
	}

	/**
	 * Whether somebody can do something about it.
	 */
	boolean remediable() {
		return this.verdict != Verdict.PASS && this.verdict != Verdict.REMARK && !this.remedy.isEmpty();
	}

	String sentence() {
		return this.remedy.isEmpty() ? this.text : this.text + " " + this.remedy;
	}

	/**
	 * What comes of a check.
	 */
	@Schema(name = "RequestCheckVerdict")
	enum Verdict {

		/** It can be. */
		PASS,

		/** It can be, and somebody should know something. */
		REMARK,

		/** Nobody knows before it is tried. */
		UNKNOWN,

		/** It cannot be. */
		FAIL;

		@JsonValue
		public String word() {
			return name().toLowerCase(Locale.ROOT);
		}

		@JsonCreator
		static Verdict of(String word) {
			return valueOf(word.toUpperCase(Locale.ROOT));
		}

	}

}
