package io.groundwork.web;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.thymeleaf.context.ITemplateContext;
import org.thymeleaf.dialect.AbstractProcessorDialect;
import org.thymeleaf.engine.AttributeName;
import org.thymeleaf.model.IProcessableElementTag;
import org.thymeleaf.processor.IProcessor;
import org.thymeleaf.processor.element.IElementTagStructureHandler;
import org.thymeleaf.standard.processor.AbstractStandardExpressionAttributeTagProcessor;
import org.thymeleaf.templatemode.TemplateMode;

import org.springframework.stereotype.Component;

/**
 * The times of a page as an attribute, such as {@code <time when:ago="${at}">}, which may
 * be null: never. Not a fragment, because a list has some in each row, and for a page of
 * the audit record the fragments cost more than finding its rows.
 */
@Component
class TimeDialect extends AbstractProcessorDialect {

	private static final String PREFIX = "when";

	private static final int BEFORE_TH_TEXT = 1000;

	private final Times times;

	TimeDialect(Times times) {
		super("Times", PREFIX, BEFORE_TH_TEXT);
		this.times = times;
	}

	@Override
	public Set<IProcessor> getProcessors(String prefix) {
		return Arrays.stream(Form.values())
			.map((form) -> new TimeProcessor(prefix, form, this.times))
			.collect(Collectors.toUnmodifiableSet());
	}

	private enum Form {

		/**
		 * "14 minutes ago", kept current; UTC on hover and on focus.
		 */
		AGO,

		/**
		 * The same in a row of a list: UTC on hover only, so that Tab does not stop at
		 * every row.
		 */
		ROW,

		/**
		 * "5 Nov 2026, 09:26:41 UTC".
		 */
		UTC

	}

	private static final class TimeProcessor extends AbstractStandardExpressionAttributeTagProcessor {

		private final Form form;

		private final Times times;

		TimeProcessor(String prefix, Form form, Times times) {
			super(TemplateMode.HTML, prefix, form.name().toLowerCase(Locale.ROOT), BEFORE_TH_TEXT, true);
			this.form = form;
			this.times = times;
		}

		@Override
		protected void doProcess(ITemplateContext context, IProcessableElementTag tag, AttributeName name, String value,
				@Nullable Object result, IElementTagStructureHandler structure) {
			if (result == null) {
				structure.replaceWith("<span class=\"muted\">never</span>", false);
				return;
			}
			Instant at = (Instant) result;
			String ago = this.times.ago(at);
			String utc = this.times.utc(at);
			structure.setAttribute("datetime", this.times.iso(at));
			switch (this.form) {
				case AGO -> {
					structure.setAttribute("data-ago", "");
					structure.setAttribute("data-utc", utc);
					structure.setAttribute("tabindex", "0");
				}
				case ROW -> {
					structure.setAttribute("data-ago", "");
					structure.setAttribute("title", utc);
				}
				case UTC -> structure.setAttribute("title", ago);
			}
			structure.setBody((this.form == Form.UTC) ? utc : ago, false);
		}

	}

}
