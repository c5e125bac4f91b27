package io.groundwork.environments.spec;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.groundwork.Proof;
import io.groundwork.environments.spec.SpecReading.Refused;
import io.groundwork.environments.spec.SpecReading.Valid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever can be made is taken by all who judge it, and whatever is broken in one field
 * is refused with that field's name.
 */
@Tag("proof")
class RandomSpecsTests {

	private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
		.getSchema(SpecSchema.json().toString());

	private final SpecReader reader = new SpecReader(Presets.FOUNDATION);

	@Test
	void aSpecThatCanBeMadeIsTakenAndComesBackToTheByte() {
		RandomSpecs specs = new RandomSpecs(Proof.random("environments.specs"));
		int size = Proof.size("environments.specs", 150, 10_000);
		for (int count = 0; count < size; count++) {
			Spec spec = specs.next();
			String json = SpecWriter.write(spec);
			assertThat(SpecRules.check(spec)).as(json).isEmpty();
			assertThat(errors(json)).as(json).isEmpty();
			assertThat(this.reader.read(json)).as(json).isEqualTo(new Valid(spec, List.of()));
			assertThat(SpecWriter.write(this.reader.read(json).orThrow("spec"))).isEqualTo(json);
		}
	}

	@Test
	void aSpecThatIsBrokenInOneFieldIsRefusedWithItsName() {
		Random random = Proof.random("environments.broken");
		List<ObjectNode> specs = Stream.generate(new RandomSpecs(random)::next)
			.limit(60)
			.map(SpecWriter::json)
			.toList();
		int size = Proof.size("environments.broken", 2, 100);
		for (int round = 0; round < size; round++) {
			for (Mutation mutation : Mutation.all(random)) {
				List<ObjectNode> fitting = specs.stream().filter(mutation.fits()).toList();
				broken(mutation, mutation.of(fitting.get(random.nextInt(fitting.size()))));
			}
		}
	}

	@Test
	void theSameSeedGivesTheSameSpecs() {
		assertThat(RandomSpecs.some(20)).isEqualTo(RandomSpecs.some(20));
	}

	private void broken(Mutation mutation, ObjectNode spec) {
		String json = spec.toString();
		SpecReading reading = this.reader.read(json);
		assertThat(reading).as("%s in %s", mutation, json).isInstanceOf(Refused.class);
		List<Problem> problems = ((Refused) reading).problems();
		assertThat(problems).as("%s in %s", mutation, json).hasSize(1);
		Problem problem = problems.getFirst();
		assertThat(problem.field()).as("%s in %s", mutation, json)
			.matches((field) -> field.equals(mutation.field()) || mutation.name().contains("other type")
					&& (field.startsWith(mutation.field() + ".") || field.startsWith(mutation.field() + "[")));
		assertThat(problem.remedy()).as(mutation.toString()).isNotEmpty();
		assertThat(errors(json).isEmpty()).as("%s in %s is seen by the schema", mutation, json)
			.isEqualTo(mutation.beyond());
	}

	private static List<Error> errors(String json) {
		return SCHEMA.validate(json, InputFormat.JSON);
	}

}
