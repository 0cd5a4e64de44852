package dev.millrace.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryClientTest {

  private static final Schema THING =
      SchemaBuilder.record("Thing").fields().requiredString("name").endRecord();
  private static final String REGISTER = "POST /subjects/thing-value/versions";
  private static final String MISSING = "GET /schemas/ids/1";
  private static final URI NOBODY = URI.create("http://localhost:1");

  private final List<Duration> pauses = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 1;
  private final RegistryStub stub = RegistryStub.start();
  private final RegistryClient client = client(RegistryAccess.open(stub.address()));

  @AfterEach
  void stop() {
    stub.close();
  }

  @Test
  void registersAndLooksUpOnce() {
    stub.on(REGISTER, 200, "{\"id\":7}").on("GET /schemas/ids/7", 200, schemaReply(THING));

    assertThat(client.register("thing-value", THING)).isEqualTo(7);
    assertThat(client.register("thing-value", THING)).isEqualTo(7);
    assertThat(client.schemaById(7)).isEqualTo(THING);
    assertThat(client.schemaById(7)).isEqualTo(THING);

    assertThat(stub.targets()).containsExactly(REGISTER, "GET /schemas/ids/7");
    assertThat(stub.asked().get(0).body()).isEqualTo(schemaReply(THING));
  }

  @Test
  void triesAgainWithGrowingPausesWhereTheRegistryIsInTrouble() {
    stub.on(REGISTER, 503, "").on(REGISTER, 429, "").on(REGISTER, 200, "{\"id\":7}");

    assertThat(client.register("thing-value", THING)).isEqualTo(7);

    assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
  }

  @Test
  void givesUpInTheEndWithTheRegistrysOwnWords() {
    stub.on(REGISTER, 500, "{\"error_code\":50001,\"message\":\"store is down\"}");

    assertThatThrownBy(() -> client.register("thing-value", THING))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("store is down (50001)")
        .hasMessageContaining(stub.address().toString())
        .satisfies(
            e -> assertThat(((RegistryException) e).code()).isEqualTo(OptionalInt.of(50001)));
    assertThat(stub.asked()).hasSize(5);
  }

  /** The system takes the connection, and nobody says a word. */
  @Test
  void waitsForAnAddressThatNeverAnswersAsLongAsItsPatienceSays() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      RegistryClient impatient =
          client(
              RegistryAccess.open(address(mute)), new RegistryPatience(Duration.ofMillis(200), 2));

      long began = System.nanoTime();
      assertThatThrownBy(() -> impatient.schemaById(1))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("no whole answer in 200 ms");

      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
      assertThat(pauses).containsExactly(Duration.ofMillis(100));
    }
  }

  /** An answer of which only the head comes is none. */
  @Test
  void waitsNoLongerForABodyThatNeverComes() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> half =
          CompletableFuture.runAsync(
              () -> {
                try (Socket client = server.accept()) {
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(UTF_8));
                  // Until the other side has had enough.
                  byte[] unused = client.getInputStream().readAllBytes();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      RegistryClient impatient =
          client(
              RegistryAccess.open(address(server)),
              new RegistryPatience(Duration.ofMillis(500), 1));

      assertThatThrownBy(() -> impatient.schemaById(1))
          .hasMessageContaining("no whole answer in 500 ms");
      assertThat(half).succeedsWithin(Duration.ofSeconds(10));
    }
  }

  private static URI address(ServerSocket socket) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  @Test
  void goesToTheNextAddressWhereOneIsAwayAndStaysThere() {
    stub.on(REGISTER, 200, "{\"id\":7}").on("GET /schemas/ids/7", 200, schemaReply(THING));
    RegistryClient twofold =
        client(
            new RegistryAccess(List.of(NOBODY, stub.address()), RegistryCredentials.none(), null));

    assertThat(twofold.register("thing-value", THING)).isEqualTo(7);
    assertThat(twofold.schemaById(7)).isEqualTo(THING);

    assertThat(pauses).isEmpty();
  }

  @Test
  void saysWhereItLookedInVain() {
    RegistryClient lost = client(RegistryAccess.open(NOBODY));

    assertThatThrownBy(() -> lost.schemaById(1))
        .isInstanceOf(RegistryException.class)
        .isNotInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("http://localhost:1")
        .hasMessageContaining("registry.address")
        .satisfies(e -> assertThat(((RegistryException) e).code()).isEmpty());
    assertThat(pauses).hasSize(4);
  }

  @Test
  void tellsWhoItIsAndKeepsThePasswordToItself() {
    stub.on(REGISTER, 401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");
    RegistryAccess access =
        RegistryAccess.open(stub.address()).as(RegistryCredentials.basic("me", "pässword"));

    assertThatThrownBy(() -> client(access).register("thing-value", THING))
        .hasMessageContaining("401")
        .hasMessageNotContaining("pässword");
    assertThat(stub.asked().get(0).authorization()).isEqualTo("Basic bWU6cMOkc3N3b3Jk");
    assertThat(access.toString()).contains("me").doesNotContain("pässword");
  }

  @Test
  void tellsAMissingSchemaFromAMissingRegistry() {
    stub.on("GET /schemas/ids/1", 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
        .on("GET /schemas/ids/2", 404, "<html>nothing here</html>");

    assertThatThrownBy(() -> client.schemaById(1)).isInstanceOf(UnknownSchemaException.class);
    assertThatThrownBy(() -> client.schemaById(2))
        .isInstanceOf(RegistryException.class)
        .isNotInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("is registry.address that of a schema registry?");
  }

  /** Each of a thousand records of a producer with another registry names it. */
  @Test
  void asksForAnIdThatIsUnknownOnceInAWhile() {
    stub.on(MISSING, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
        .on("GET /schemas/ids/7", 200, schemaReply(THING));

    for (int record = 0; record < 1_000; record++) {
      assertThatThrownBy(() -> client.schemaById(1))
          .isInstanceOf(UnknownSchemaException.class)
          .hasMessageContaining("has no schema 1");
    }
    assertThat(client.schemaById(7)).as("another id").isEqualTo(THING);

    assertThat(stub.targets()).containsExactly(MISSING, "GET /schemas/ids/7");
  }

  @Test
  void findsASchemaSecondsAfterItWasRegisteredByAnother() {
    stub.on(MISSING, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
        .on(MISSING, 200, schemaReply(THING));
    assertThatThrownBy(() -> client.schemaById(1)).isInstanceOf(UnknownSchemaException.class);

    nanos += UnknownIds.TIME.toNanos() - 1;
    assertThatThrownBy(() -> client.schemaById(1)).isInstanceOf(UnknownSchemaException.class);
    nanos++;

    assertThat(client.schemaById(1)).isEqualTo(THING);
  }

  @Test
  void findsAtOnceWhatItHasRegisteredItself() {
    stub.on("GET /schemas/ids/7", 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
        .on("GET /schemas/ids/7", 200, schemaReply(THING))
        .on(REGISTER, 200, "{\"id\":7}");
    assertThatThrownBy(() -> client.schemaById(7)).isInstanceOf(UnknownSchemaException.class);

    client.register("thing-value", THING);

    assertThat(client.schemaById(7)).isEqualTo(THING);
  }

  @Test
  void remembersAsManyUnknownIdsAsItHasRoomFor() {
    UnknownIds unknown = new UnknownIds(() -> nanos);
    for (int id = 0; id <= UnknownIds.MOST; id++) {
      unknown.add(id, "none of " + id);
    }

    assertThat(unknown.find(0)).as("the oldest made room").isEmpty();
    assertThat(unknown.find(1)).contains("none of 1");
    assertThat(unknown.find(UnknownIds.MOST)).isPresent();
  }

  @Test
  void knowsNoAvroSchemaWhereThereIsOneOfAnotherKind() {
    stub.on("GET /schemas/ids/3", 200, "{\"schemaType\":\"JSON\",\"schema\":\"{}\"}")
        .on("GET /schemas/ids/4", 200, "{\"schema\":\"nonsense\"}");

    assertThatThrownBy(() -> client.schemaById(3))
        .isInstanceOf(UnknownSchemaException.class)
        .hasMessageContaining("JSON");
    assertThatThrownBy(() -> client.schemaById(4)).isInstanceOf(UnknownSchemaException.class);
  }

  @Test
  void putsTogetherASchemaThatWasRegisteredInParts() {
    Schema part = SchemaBuilder.record("Part").namespace("x").fields().requiredInt("n").endRecord();
    Schema whole =
        SchemaBuilder.record("Whole")
            .namespace("x")
            .fields()
            .name("part")
            .type(part)
            .noDefault()
            .endRecord();
    String inParts =
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Whole\\\",\\\"namespace\\\":\\\"x\\\","
            + "\\\"fields\\\":[{\\\"name\\\":\\\"part\\\",\\\"type\\\":\\\"x.Part\\\"}]}\","
            + "\"references\":[{\"name\":\"x.Part\",\"subject\":\"part\",\"version\":2}]}";
    stub.on("GET /schemas/ids/9", 200, inParts)
        .on("GET /subjects/part/versions/2", 200, schemaReply(part));

    assertThat(client.schemaById(9)).isEqualTo(whole);
  }

  @Test
  void acceptsNamesThatAvroInJavaWouldNotWrite() {
    stub.on(
        "GET /schemas/ids/5",
        200,
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"my-thing\\\",\\\"fields\\\":[]}\"}");

    assertThat(client.schemaById(5).getName()).isEqualTo("my-thing");
  }

  @Test
  void refusesAnIncompatibleSchemaInTheRegistrysWords() {
    stub.on(REGISTER, 409, "{\"error_code\":409,\"message\":\"field name is gone\"}");

    assertThatThrownBy(() -> client.register("thing-value", THING))
        .isInstanceOf(IncompatibleSchemaException.class)
        .hasMessageContaining("thing-value")
        .hasMessageContaining("field name is gone");
  }

  @Test
  void tellsAllAboutASubject() {
    String subject = "/subjects/thing-value";
    stub.on("POST " + subject, 200, "{\"id\":7,\"version\":2}")
        .on("GET " + subject + "/versions", 200, "[1,2]")
        .on("GET " + subject + "/versions/latest", 200, schemaReply(THING))
        .on("DELETE " + subject, 200, "[1,2]")
        .on(
            "POST /compatibility" + subject + "/versions?verbose=true",
            200,
            "{\"is_compatible\":false,\"messages\":[\"no\"]}");

    assertThat(client.lookup("thing-value", THING)).contains(7);
    assertThat(client.versions("thing-value")).containsExactly(1, 2);
    assertThat(client.latest("thing-value")).contains(THING);
    assertThat(client.incompatibilities("thing-value", THING)).containsExactly("no");
    assertThat(client.delete("thing-value")).containsExactly(1, 2);
  }

  @Test
  void tellsThatASubjectIsUnknown() {
    assertThat(client.lookup("thing-value", THING)).isEmpty();
    assertThat(client.versions("thing-value")).isEmpty();
    assertThat(client.latest("thing-value")).isEmpty();
    assertThat(client.incompatibilities("thing-value", THING)).isEmpty();
    assertThat(client.delete("thing-value")).isEmpty();
  }

  @Test
  void takesTheRegistrysLevelWhereASubjectHasNoneOfItsOwn() {
    stub.on("GET /config/a-value?defaultToGlobal=true", 200, "{\"compatibilityLevel\":\"FULL\"}")
        .on("GET /config", 200, "{\"compatibilityLevel\":\"NONE\"}")
        .on("PUT /config/a-value", 200, "{\"compatibility\":\"BACKWARD\"}");

    assertThat(client.compatibility("a-value")).isEqualTo("FULL");
    assertThat(client.compatibility("b-value")).isEqualTo("NONE");

    client.compatibility("a-value", "BACKWARD");

    assertThat(stub.asked().get(3).body()).isEqualTo("{\"compatibility\":\"BACKWARD\"}");
  }

  @Test
  void writesSubjectsSoThatTheyStayOneSegment() {
    stub.on("GET /subjects/a%2Fb%20%3A/versions", 200, "[1]");

    assertThat(client.versions("a/b :")).containsExactly(1);
  }

  @Test
  void sendsSchemasWholeWithTheirDocs() {
    stub.on("POST /subjects/predictions-value/versions", 200, "{\"id\":1}");

    client.register("predictions-value", Topics.PREDICTIONS.schema());

    assertThat(stub.asked().get(0).body()).contains("\\\"doc\\\"");
  }

  private RegistryClient client(RegistryAccess access) {
    return client(access, RegistryPatience.LONG);
  }

  private RegistryClient client(RegistryAccess access, RegistryPatience patience) {
    return new RegistryClient(access, pauses::add, patience, () -> nanos);
  }

  private static String schemaReply(Schema schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema.toString()).toString();
  }
}
