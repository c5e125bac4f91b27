package io.groundwork.notices.delivery;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

import org.springframework.stereotype.Component;

/**
 * Sends something to a webhook, signed. Redirections are not followed.
 */
@Component
class WebhookDelivery {

	private final Webhooks webhooks;

	private final NoticeSettings settings;

	private final Clock clock;

	WebhookDelivery(Webhooks webhooks, NoticeSettings settings, Clock clock) {
		this.webhooks = webhooks;
		this.settings = settings;
		this.clock = clock;
	}

	Outcome deliver(Delivery delivery) {
		Optional<Webhooks.Opened> found = (delivery.webhook() != null) ? this.webhooks.open(delivery.webhook())
				: Optional.empty();
		if (found.isEmpty()) {
			return new Outcome.Dropped("The webhook was removed");
		}
		Webhooks.Opened webhook = found.get();
		Destination destination = new Destination(webhook.address(), this.settings.loopback());
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("Content-Type", "application/json");
		headers.put("User-Agent", "Groundwork");
		headers.put("Groundwork-Event", delivery.event());
		headers.put("Groundwork-Delivery", delivery.key().toString());
		headers.put(Signature.HEADER, Signature.of(webhook.secret(), this.clock.instant(), delivery.body()));
		try {
			List<InetAddress> machines = destination.resolve();
			int status = new Call(destination, headers, delivery.body().getBytes(StandardCharsets.UTF_8)).to(machines,
					this.settings.patience(), (SSLSocketFactory) SSLSocketFactory.getDefault());
			return (status / 100 == 2) ? new Outcome.Sent()
					: new Outcome.Failed((status / 100 == 3)
							? "The receiver answered with %d, and redirections are not followed".formatted(status)
							: "The receiver answered with %d".formatted(status));
		}
		catch (Destination.InsideException ex) {
			return new Outcome.Failed(String.valueOf(ex.getMessage()));
		}
		catch (IOException ex) {
			return new Outcome.Failed(sentence(ex));
		}
	}

	private static String sentence(IOException ex) {
		return switch (ex) {
			case UnknownHostException unknown -> "The receiver's name is not known";
			case ConnectException refused -> "The receiver cannot be reached";
			case NoRouteToHostException away -> "The receiver cannot be reached";
			case SocketTimeoutException late -> "The receiver does not answer in time";
			case SSLException tls -> "The receiver's certificate is not to be trusted, or it speaks no TLS";
			default -> "The receiver was not understood: " + ex.getMessage();
		};
	}

}
