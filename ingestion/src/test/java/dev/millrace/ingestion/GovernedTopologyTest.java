package dev.millrace.ingestion;

import static dev.millrace.ingestion.TopologyStand.BEGINNING;
import static dev.millrace.ingestion.TopologyStand.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingestion.privacy.Keyring;
import dev.millrace.ingestion.privacy.Keys;
import dev.millrace.ingestion.privacy.PersonalDataPrivacy;
import dev.millrace.ingestion.privacy.SealedLetters;
import dev.millrace.ingestion.privacy.Tokens;
import dev.millrace.ingestion.privacy.UnopenableException;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.Enrichment;
import dev.millrace.record.Governance;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.PiiAction;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.ReferenceRecord;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No tagged value leaves ingestion: every byte that it writes is looked at. */
class GovernedTopologyTest {

  /** What must not be seen behind ingestion. */
  private static final List<String> SECRETS =
      List.of("bob@example.com", "4012888888881881", "Bartholomew", "31-secret-street", "0190443");

  private static final String EVENT =
      """
      {"note": "from bob@example.com, card 4012888888881881", "name": "Bartholomew",
       "where": {"street": "31-secret-street", "more": ["0190443", 0]}, "number": 4012888888881881,
       "customer_id": "c-1", "plain": "kept as it is"}\
      """;

  private static final String ROW = "{\"email\":\"bob@example.com\",\"tier\":\"gold\"}";

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<RawEvent> events = new AvroCodec<>(Topics.RAW_EVENTS, registry);
  private final AvroCodec<InferenceRequest> requests =
      new AvroCodec<>(Topics.INFERENCE_REQUESTS, registry);
  private final AvroCodec<DeadLetter> letters = new AvroCodec<>(Topics.DEAD_LETTERS, registry);
  private final Map<String, PipelineSpec> specs = new HashMap<>();
  private final StringWriter log = new StringWriter();
  private Keyring keys = Keys.one();
  private Optional<TopologyStand> stand = Optional.empty();

  /** A record of any topic that ingestion wrote. */
  private record Written(String topic, byte[] value, String bytes) {}

  @BeforeEach
  void listen() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    Configurator.setAllLevels("", Level.DEBUG);
    WriterAppender appender =
        WriterAppender.newBuilder()
            .setName("heard")
            .setTarget(log)
            .setLayout(PatternLayout.createDefaultLayout())
            .build();
    appender.start();
    context.getConfiguration().getRootLogger().addAppender(appender, Level.DEBUG, null);
  }

  @AfterEach
  void stop() {
    stand.ifPresent(TopologyStand::close);
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    context.getConfiguration().getRootLogger().removeAppender("heard");
    Configurator.setAllLevels("", Level.ERROR);
  }

  @ParameterizedTest
  @EnumSource
  void writesNoTaggedValueWhateverIsDoneToIt(PiiAction action, @TempDir Path folder) {
    // REDACT finds what has a form of its own; the rest of the event is then masked.
    PiiAction formless = action == PiiAction.REDACT ? PiiAction.MASK : action;
    specs.put(
        "letters",
        spec(
            Map.of(
                "/note", action,
                "/number", action,
                "/name", formless,
                "/where/*", formless,
                "/customer/email", action)));
    start(folder);

    send("1", EVENT, BEGINNING);

    List<Written> written = written();
    assertThat(written).extracting(Written::topic).contains("inference-requests");
    assertThat(written).allSatisfy(GovernedTopologyTest::holdsNoSecret);
    assertThat(prompt(written)).contains("kept as it is", "gold");
    assertThat(log.toString()).isNotEmpty().doesNotContain(SECRETS);
  }

  @Test
  void doesToEachFieldWhatItsRuleSays(@TempDir Path folder) {
    specs.put(
        "letters",
        spec(
            Map.of(
                "/note", PiiAction.REDACT,
                "/number", PiiAction.MASK,
                "/name", PiiAction.TOKENISE,
                "/where", PiiAction.DROP,
                "/customer/email", PiiAction.HASH)));
    start(folder);

    send("1", EVENT, BEGINNING);

    String prompt = prompt(written());
    assertThat(prompt)
        .contains("\"note\":\"from [EMAIL], card [CARD]\"")
        .contains("\"number\":\"****1881\"")
        .contains("\"name\":\"tok:k1:")
        .contains("\"email\":\"hmac:k1:")
        .doesNotContain("where");
    String token = prompt.replaceAll("(?s).*(tok:k1:[\\w-]+).*", "$1");
    assertThat(new Tokens(keys).original("acme", token)).isEqualTo("Bartholomew");
  }

  @Test
  void sealsWhateverCannotGoOn(@TempDir Path folder) {
    PipelineSpec spec = spec(Map.of("/name", PiiAction.HASH));
    spec.getPrompt().setUser("{{absent}}");
    specs.put("letters", spec);
    start(folder);
    String broken = EVENT.replace("}", "");

    List<byte[]> values =
        List.of(
            send("1", EVENT, BEGINNING),
            send("2", broken, BEGINNING),
            send("3", EVENT.repeat(10), BEGINNING),
            send("4", "[\"Bartholomew\"]", BEGINNING),
            send("x".repeat(300), EVENT, BEGINNING));

    List<Written> written = written();
    List<DeadLetter> sealed = letters(written);
    assertThat(written).allSatisfy(GovernedTopologyTest::holdsNoSecret);
    assertThat(sealed)
        .extracting(DeadLetter::getCause)
        .containsExactly(
            "MISSING_VARIABLE", "MALFORMED_JSON", "TOO_LARGE", "INVALID_FIELD", "INVALID_FIELD");
    assertThat(sealed).extracting(DeadLetter::getSealedWith).containsOnly("k1");
    for (int i = 0; i < values.size(); i++) {
      DeadLetter opened = new SealedLetters(keys).open(sealed.get(i));
      assertThat(opened.getValue()).isEqualTo(ByteBuffer.wrap(values.get(i)));
      assertThat(opened.getSealedWith()).isNull();
      assertThat(opened.getHeaders().get(0).getValue())
          .isEqualTo(ByteBuffer.wrap("bob@example.com".getBytes(UTF_8)));
    }
    assertThat(log.toString()).isNotEmpty().doesNotContain(SECRETS);
  }

  @Test
  void sealsARecordWhoseKeyIsTooLong(@TempDir Path folder) {
    specs.put("letters", spec(Map.of("/name", PiiAction.HASH)));
    start(folder);
    byte[] value = events.encode(event("1", EVENT, BEGINNING));

    raw().pipeInput(new TestRecord<>("k".repeat(300), value, headers(), BEGINNING));

    assertThat(written()).hasSize(1).allSatisfy(GovernedTopologyTest::holdsNoSecret);
  }

  @Test
  void seesTheValuesWhereNothingIsTagged(@TempDir Path folder) {
    specs.put("letters", spec(Map.of()));
    start(folder);

    send("1", EVENT, BEGINNING);

    assertThat(written()).anySatisfy(one -> assertThat(one.bytes()).contains(SECRETS));
  }

  @Test
  void leavesLettersInClearWhereNothingIsTagged(@TempDir Path folder) {
    specs.put("letters", spec(Map.of()));
    start(folder);

    byte[] broken = send("1", "{", BEGINNING);
    raw()
        .pipeInput(
            new TestRecord<>("k", "not avro".getBytes(UTF_8), new RecordHeaders(), BEGINNING));

    List<DeadLetter> clear = letters(written());
    assertThat(clear).extracting(DeadLetter::getSealedWith).containsOnlyNulls();
    assertThat(clear)
        .extracting(DeadLetter::getValue)
        .containsExactly(ByteBuffer.wrap(broken), ByteBuffer.wrap("not avro".getBytes(UTF_8)));
  }

  @Test
  void givesTheSameBytesInAReplayAfterTheKeysWereChanged(
      @TempDir Path before, @TempDir Path after) {
    specs.put("letters", spec(Map.of("/note", PiiAction.HASH, "/name", PiiAction.TOKENISE)));
    Instant change = BEGINNING.plus(Duration.ofHours(1));
    start(before);
    send("1", EVENT, change.minusMillis(1));
    byte[] first = requestsWritten().get(0).value();
    stand.ifPresent(TopologyStand::close);

    keys = Keys.from(Map.of("k1", Instant.EPOCH, "k2", change));
    start(after);
    send("1", EVENT, change.minusMillis(1));
    send("2", EVENT, change);

    List<Written> replayed = requestsWritten();
    assertThat(replayed.get(0).value()).isEqualTo(first);
    assertThat(requests.decode(replayed.get(0).value()).getPrompt().getUser())
        .contains("hmac:k1:", "tok:k1:");
    assertThat(requests.decode(replayed.get(1).value()).getPrompt().getUser())
        .contains("hmac:k2:", "tok:k2:");
  }

  /** What was on its way when the tenant was erased, and what a replay brings again. */
  @Test
  void setsAsideWhatAnErasedTenantSentWithoutAnyOfItsContent(@TempDir Path folder) {
    specs.put("letters", spec(Map.of("/note", PiiAction.MASK, "/name", PiiAction.TOKENISE)));
    keys = Keys.one().without("acme");
    start(folder);

    send("1", EVENT, BEGINNING);
    send("2", "{", BEGINNING);
    raw()
        .pipeInput(
            "key",
            events.encode(
                RawEvent.newBuilder(event("1", EVENT, BEGINNING)).setTenant("other").build()));

    List<Written> written = written();
    List<DeadLetter> set = letters(written);
    assertThat(set)
        .extracting(DeadLetter::getCause)
        .containsExactly("TENANT_ERASED", "MALFORMED_JSON");
    assertThat(set)
        .allSatisfy(
            letter -> {
              assertThat(letter.getTenant()).isEqualTo("acme");
              assertThat(letter.getValue()).isNull();
              assertThat(letter.getKey()).isNull();
              assertThat(letter.getHeaders()).isEmpty();
              assertThat(letter.getSealedWith()).isNull();
            });
    assertThat(prompt(written)).contains("\"name\":\"tok:k1:");
  }

  /** A letter that does not say whose it is would be sealed with a key that nobody destroys. */
  @Test
  void sealsWithTheTenantsKeyHoweverLongTheOtherNamesAre(@TempDir Path folder) {
    specs.put("letters", spec(Map.of("/name", PiiAction.HASH)));
    start(folder);

    send("x".repeat(2000), EVENT, BEGINNING);

    DeadLetter letter = letters(written()).get(0);
    assertThat(letter.getEventId()).isNull();
    assertThat(letter.getTenant()).isEqualTo("acme");
    assertThatExceptionOfType(UnopenableException.class)
        .isThrownBy(() -> new SealedLetters(keys.without("acme")).open(letter))
        .withMessageContaining("the tenant acme was erased");
  }

  private List<Written> requestsWritten() {
    return written().stream().filter(one -> one.topic().equals("inference-requests")).toList();
  }

  private void start(Path folder) {
    TopologyStand started =
        new TopologyStand(registry, specs, new PersonalDataPrivacy(() -> keys), folder);
    stand = Optional.of(started);
    started.references.pipeInput(
        "customers/c-1",
        new AvroCodec<>(Topics.REFERENCE_DATA, registry)
            .encode(
                ReferenceRecord.newBuilder()
                    .setTable("customers")
                    .setKey("c-1")
                    .setRow(ByteBuffer.wrap(ROW.getBytes(UTF_8)))
                    .setUpdatedAt(BEGINNING)
                    .build()));
  }

  private byte[] send(String id, String payload, Instant at) {
    byte[] value = events.encode(event(id, payload, at));
    raw().pipeInput(new TestRecord<>("key-" + id, value, headers(), at));
    return value;
  }

  private TestInputTopic<String, byte[]> raw() {
    return stand.orElseThrow().in;
  }

  /** Everything, in whatever topic: those of the contract and those of the stores. */
  private List<Written> written() {
    List<Written> written = new ArrayList<>();
    TopologyTestDriver running = stand.orElseThrow().driver;
    for (String topic : running.producedTopicNames()) {
      running
          .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
          .readRecordsToList()
          .forEach(record -> written.add(written(topic, record)));
    }
    return written;
  }

  private static Written written(String topic, TestRecord<byte[], byte[]> record) {
    StringBuilder bytes = new StringBuilder();
    for (byte[] part : new byte[][] {record.key(), record.value()}) {
      bytes.append(part == null ? "" : new String(part, ISO_8859_1)).append('\n');
    }
    for (Header header : record.headers()) {
      bytes.append(header.key()).append(new String(header.value(), ISO_8859_1)).append('\n');
    }
    return new Written(topic, record.value(), bytes.toString());
  }

  private static void holdsNoSecret(Written written) {
    assertThat(written.bytes()).as(written.topic()).doesNotContain(SECRETS);
  }

  private String prompt(List<Written> written) {
    return written.stream()
        .filter(one -> one.topic().equals(Topics.INFERENCE_REQUESTS.name()))
        .map(one -> requests.decode(one.value()).getPrompt().getUser())
        .findFirst()
        .orElseThrow();
  }

  private List<DeadLetter> letters(List<Written> written) {
    return written.stream()
        .filter(one -> one.topic().equals(Topics.DEAD_LETTERS.name()))
        .map(one -> letters.decode(one.value()))
        .toList();
  }

  private static RecordHeaders headers() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("from", "bob@example.com".getBytes(UTF_8));
    return headers;
  }

  private static PipelineSpec spec(Map<String, PiiAction> rules) {
    PipelineSpec spec = Specs.letters();
    spec.setGovernance(new Governance(rules, 1000, Duration.ofHours(1).toMillis()));
    spec.setEnrich(List.of(new Enrichment("customers", "/customer_id", "customer")));
    spec.getPrompt().setUser("{{event}}");
    return spec;
  }
}
