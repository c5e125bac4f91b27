package io.groundwork.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that carry too much: at once if they say so, otherwise when they pass
 * the limit.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
class Oversize extends OncePerRequestFilter {

	private final long most;

	private final List<LargerRequests> larger;

	private final Answers answers;

	Oversize(WebSettings settings, List<LargerRequests> larger, Answers answers) {
		this.most = settings.largestRequest().toBytes();
		this.larger = larger;
		this.answers = answers;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long most = most(request.getRequestURI());
		if (request.getContentLengthLong() > most) {
			this.answers.write(request, response, HttpStatus.CONTENT_TOO_LARGE,
					"The request carries %d bytes; at most %d are taken.".formatted(request.getContentLengthLong(),
							most),
					Map.of());
			return;
		}
		// A form's body is read by the container, which has the same limit in its own
		// settings.
		try {
			chain.doFilter((request.getContentLengthLong() < 0) ? new Limited(request, most) : request, response);
		}
		catch (IOException | ServletException | RuntimeException ex) {
			if (!in(ex) || response.isCommitted()) {
				throw ex;
			}
			this.answers.write(request, response, HttpStatus.CONTENT_TOO_LARGE,
					"The request carries more than %d bytes, which is the most that is taken.".formatted(most),
					Map.of());
		}
	}

	private long most(String path) {
		return this.larger.stream()
			.filter((one) -> path.startsWith(one.prefix()))
			.mapToLong((one) -> one.most().toBytes())
			.findFirst()
			.orElse(this.most);
	}

	static boolean in(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof OversizeException) {
				return true;
			}
		}
		return false;
	}

	static class OversizeException extends IOException {

		OversizeException(long most) {
			super("more than " + most + " bytes");
		}

	}

	private static class Limited extends HttpServletRequestWrapper {

		private final long most;

		Limited(HttpServletRequest request, long most) {
			super(request);
			this.most = most;
		}

		@Override
		public ServletInputStream getInputStream() throws IOException {
			return new LimitedInput(super.getInputStream(), this.most);
		}

	}

	private static class LimitedInput extends ServletInputStream {

		private final ServletInputStream input;

		private final long most;

		private long read;

		LimitedInput(ServletInputStream input, long most) {
			this.input = input;
			this.most = most;
		}

		@Override
		public int read() throws IOException {
			int one = this.input.read();
			count((one >= 0) ? 1 : 0);
			return one;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int some = this.input.read(bytes, offset, length);
			count(Math.max(0, some));
			return some;
		}

		private void count(int more) throws OversizeException {
			this.read += more;
			if (this.read > this.most) {
				throw new OversizeException(this.most);
			}
		}

		@Override
		public boolean isFinished() {
			return this.input.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.input.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.input.setReadListener(listener);
		}

	}

}
