package io.groundwork.web;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Says so when the database is away. It stands outside the session, which is in the
 * database too.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
class Outage extends OncePerRequestFilter {

	private static final Logger log = LoggerFactory.getLogger(Outage.class);

	private final Answers answers;

	Outage(Answers answers) {
		this.answers = answers;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		try {
			chain.doFilter(request, response);
		}
		catch (RuntimeException | ServletException ex) {
			if (!databaseAway(ex) || response.isCommitted()) {
				throw ex;
			}
			log.warn("The database is away: {}", ex.getMessage());
			response.resetBuffer();
			this.answers.retryLater(request, response, org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE,
					Duration.ofSeconds(10));
		}
	}

	@Override
	protected boolean shouldNotFilterErrorDispatch() {
		return false;
	}

	static boolean databaseAway(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof DataAccessResourceFailureException || cause instanceof CannotCreateTransactionException
					|| cause instanceof SQLTransientConnectionException) {
				return true;
			}
			if (cause instanceof SQLException sql && broken(sql)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * 08: the connection broke; 57P: the server is going down or coming up. The pool has
	 * no state for a connection that it closed because it broke, only these words, and
	 * they are all that is left when a rollback fails too.
	 */
	private static boolean broken(SQLException failure) {
		String state = failure.getSQLState();
		return (state != null) ? state.startsWith("08") || state.startsWith("57P")
				: "Connection is closed".equals(failure.getMessage());
	}

}
