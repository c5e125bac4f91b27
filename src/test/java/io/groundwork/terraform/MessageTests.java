package io.groundwork.terraform;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.groundwork.terraform.Message.Level;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Lines as Terraform says them.
 */
class MessageTests {

	private static final String HEAD = "\"@level\":\"%s\",\"@message\":\"%s\",\"@timestamp\":\"2026-11-21T19:30:01.123456+01:00\"";

	@Test
	void aDiagnosticIsTextForPeople() {
		Message message = read("error", "Error: No such region",
				"""
						"type":"diagnostic","diagnostic":{"severity":"error","summary":"No such region","detail":"There is no xx.",
						"address":"linode_vpc.net","range":{"filename":"main.tf","start":{"line":7,"column":3,"byte":1},
						"end":{"line":7,"column":9,"byte":2}},"later":true}""");
		assertThat(message).isInstanceOf(Message.Diagnostic.class);
		assertThat(message.level()).isEqualTo(Level.ERROR);
		assertThat(message.text()).isEqualTo("No such region\nThere is no xx.\nat main.tf:7");
		assertThat(message.address()).contains("linode_vpc.net");
		assertThat(message.at()).contains(Instant.parse("2026-11-21T18:30:01.123456Z"));
	}

	@Test
	void workAtAResourceTellsHowFarItIs() {
		Message message = read("info", "linode_vpc.net: Creation complete after 3s", """
				"type":"apply_complete","hook":{"resource":{"addr":"linode_vpc.net"},"action":"create",
				"id_key":"id","id_value":"1","elapsed_seconds":3}""");
		assertThat(message).isInstanceOfSatisfying(Message.ResourceWork.class, (work) -> {
			assertThat(work.phase()).isEqualTo(Message.Phase.COMPLETE);
			assertThat(work.work()).isEqualTo(Message.Work.APPLY);
			assertThat(work.elapsed()).isEqualTo(Duration.ofSeconds(3));
			assertThat(work.address()).contains("linode_vpc.net");
		});
		assertThat(read("info", "x", "\"type\":\"ephemeral_op_start\",\"hook\":{}")).isInstanceOfSatisfying(
				Message.ResourceWork.class, (work) -> assertThat(work.work()).isEqualTo(Message.Work.EPHEMERAL));
	}

	@Test
	void outputsNeverTellWhatIsInThem() {
		Message message = read("info", "Outputs: 2", """
				"type":"outputs","outputs":{"password":{"sensitive":true,"type":"string","value":"canary"},
				"host":{"sensitive":false,"type":"string","value":"canary"}}""");
		assertThat(message).isInstanceOfSatisfying(Message.Outputs.class,
				(outputs) -> assertThat(outputs.sensitive()).isEqualTo(Map.of("host", false, "password", true)));
		assertThat(message.toString()).doesNotContain("canary");
	}

	@Test
	void changesAreCounted() {
		assertThat(read("info", "Plan: 1 to add", """
				"type":"change_summary","changes":{"add":1,"import":2,"change":3,"remove":4,"operation":"plan"}"""))
			.isInstanceOfSatisfying(Message.ChangeSummary.class, (summary) -> {
				assertThat(summary.add()).isEqualTo(1);
				assertThat(summary.imported()).isEqualTo(2);
				assertThat(summary.change()).isEqualTo(3);
				assertThat(summary.destroy()).isEqualTo(4);
			});
	}

	@Test
	void whatInitSaysIsNoMoreThanTalkInEitherProgram() {
		assertThat(read("info", "Initializing", "\"type\":\"init_output\"")).isInstanceOf(Message.Log.class);
		assertThat(read("info", "Initializing", "\"type\":\"output\"")).isInstanceOf(Message.Log.class);
		assertThat(read("info", "OpenTofu 1.11.0", "\"type\":\"version\",\"tofu\":\"1.11.0\"")).isInstanceOfSatisfying(
				Message.Version.class, (version) -> assertThat(version.version()).isEqualTo("1.11.0"));
	}

	@Test
	void whatIsNotKnownIsKept() {
		assertThat(Message.of("panic: oh")).isInstanceOf(Message.Plain.class)
			.satisfies((message) -> assertThat(message.text()).isEqualTo("panic: oh"));
		assertThat(Message.of("{\"@mess").text()).isEqualTo("{\"@mess");
		assertThat(Message.of("{}").text()).isEqualTo("{}");
		assertThat(Message.of("[1]").text()).isEqualTo("[1]");
		assertThat(read("warn", "New", "\"type\":\"novelty\",\"x\":[{}]")).isInstanceOfSatisfying(Message.Unknown.class,
				(message) -> {
					assertThat(message.type()).isEqualTo("novelty");
					assertThat(message.level()).isEqualTo(Level.WARN);
				});
		assertThat(Message.of("{\"@level\":3,\"@message\":{},\"@timestamp\":\"yesterday\",\"type\":[]}").at())
			.isEmpty();
	}

	private static Message read(String level, String text, String rest) {
		return Message.of("{" + HEAD.formatted(level, text) + "," + rest.replace("\n", "") + "}");
	}

}
