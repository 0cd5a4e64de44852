package dev.millrace.schemas.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.RegistryAccess;
import dev.millrace.schemas.registry.RegistryStub;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartUpGateTest {

  private static final String FEEDBACK = "/subjects/feedback-value";
  private static final String DEAD_LETTERS = "/subjects/dead-letters-value";

  private final RegistryStub stub = RegistryStub.start();
  private final StartUpGate gate = new StartUpGate(RegistryAccess.open(stub.address()).open());

  @BeforeEach
  void registerEverythingGladly() {
    stub.on("GET /config", 200, "{\"compatibilityLevel\":\"BACKWARD\"}");
    for (Topic<?> topic : Topics.all()) {
      stub.on("POST /subjects/" + topic.valueSubject() + "/versions", 200, "{\"id\":1}");
    }
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void registersTheWholeCatalogueWithANewRegistry() {
    gate.pass();

    assertThat(stub.targets())
        .containsAll(
            Topics.all().stream()
                .map(topic -> "POST /subjects/" + topic.valueSubject() + "/versions")
                .toList());
    assertThat(stub.targets()).noneMatch(target -> target.startsWith("PUT"));
  }

  @Test
  void letsABuildStartWhoseSchemaIsThereThoughANewerOneFollowed() {
    stub.on("POST " + FEEDBACK, 200, "{\"id\":1}")
        .on("GET " + FEEDBACK + "/versions/latest", 200, reply(stranger()));

    gate.pass();

    assertThat(stub.targets()).doesNotContain("POST " + FEEDBACK + "/versions");
  }

  @Test
  void namesEverySchemaThatMayNotFollow() {
    stub.on("GET " + FEEDBACK + "/versions/latest", 200, reply(stranger()))
        .on("GET " + DEAD_LETTERS + "/versions/latest", 200, reply(stranger()));

    assertThatThrownBy(gate::pass)
        .isInstanceOf(IncompatibleCatalogueException.class)
        .hasMessageContaining("feedback-value at /")
        .hasMessageContaining("dead-letters-value at /");
    assertThat(stub.targets()).doesNotContain("POST " + FEEDBACK + "/versions");
  }

  @Test
  void asksForBackwardCompatibilityWhereTheRegistryDoesNot() {
    stub.on(
            "GET /config/feedback-value?defaultToGlobal=true",
            200,
            "{\"compatibilityLevel\":\"NONE\"}")
        .on("PUT /config/feedback-value", 200, "{\"compatibility\":\"BACKWARD\"}");

    gate.pass();

    assertThat(stub.asked())
        .contains(
            new RegistryStub.Asked(
                "PUT /config/feedback-value", "", "{\"compatibility\":\"BACKWARD\"}"));
  }

  private static Schema stranger() {
    return SchemaBuilder.record("Stranger").fields().requiredInt("x").endRecord();
  }

  private static String reply(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
  }
}
