package dev.millrace.ingestion.source;

import static dev.millrace.ingestion.source.FeedFixture.APPLIED;
import static dev.millrace.ingestion.source.FeedFixture.NOW;
import static dev.millrace.ingestion.source.FeedFixture.PARTITION;
import static dev.millrace.ingestion.source.FeedFixture.TOPIC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingestion.domain.source.SourceReader;
import dev.millrace.ingestion.kafka.RecordTraces;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RawEvent;
import dev.millrace.record.RecordOrigin;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.SourceStart;
import dev.millrace.schemas.registry.RegistryException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class FeedTurnsTest {

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static final PipelineSpec SPEC = FeedFixture.spec(SourceStart.BEGINNING);
  private static final SourceReader READER = reader(SPEC);

  private final FeedFixture kafka = new FeedFixture();

  @Test
  void bringsEachRecordToOneOfTwoTopicsWithItsOffset() {
    kafka.add("{\"id\":1}");
    kafka.add("{");
    kafka.add("{\"id\":2}");
    FeedFixture.Clients clients = kafka.open();

    int count = kafka.turns(clients, SPEC).turn(READER);

    assertThat(count).isEqualTo(3);
    assertThat(clients.producer.commitCount()).isEqualTo(1);
    kafka.keep(clients);
    assertThat(kafka.events()).extracting(RawEvent::getId).containsExactly("1", "2");
    assertThat(kafka.events())
        .extracting(RawEvent::getSource)
        .containsExactly(new RecordOrigin(TOPIC, 0, 0L), new RecordOrigin(TOPIC, 0, 2L));
    assertThat(kafka.events()).extracting(RawEvent::getReceivedAt).containsOnly(NOW);
    assertThat(kafka.letters()).extracting(DeadLetter::getOffset).containsExactly(1L);
    assertThat(kafka.committed()).contains(3L);
    ProducerRecord<byte[], byte[]> event = kafka.written().get(0);
    assertThat(event.key()).isEqualTo("1".getBytes(UTF_8));
    assertThat(kafka.written().get(1).key()).isEqualTo("k".getBytes(UTF_8));
  }

  @Test
  void passesTraceHeadersOnAndNoOthers() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", TRACE.getBytes(UTF_8));
    headers.add("tracestate", new byte[513]);
    headers.add("secret", "s".getBytes(UTF_8));
    kafka.add("{\"id\":1}", NOW, headers);
    kafka.add("{", NOW, headers);
    FeedFixture.Clients clients = kafka.open();

    kafka.turns(clients, SPEC).turn(READER);

    kafka.keep(clients);
    assertThat(kafka.written())
        .hasSize(2)
        .allSatisfy(
            record ->
                assertThat(record.headers().toArray())
                    .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                    .containsExactly("traceparent=" + TRACE));
    assertThat(kafka.letters().get(0).getHeaders()).hasSize(3);
  }

  @Test
  void sealsLetters() {
    kafka.add("{");
    FeedFixture.Clients clients = kafka.open();
    FeedTurns turns =
        new FeedTurns(
            clients.get(),
            new FeedRecords(
                kafka.registry,
                (spec, letter) ->
                    DeadLetter.newBuilder(letter).setKey(null).setSealedWith("key-1").build(),
                RecordTraces.none()),
            SPEC,
            InstantSource.fixed(NOW));
    clients.assign();

    turns.turn(READER);

    kafka.keep(clients);
    assertThat(kafka.letters().get(0).getSealedWith()).isEqualTo("key-1");
    assertThat(kafka.written().get(0).key()).isNull();
  }

  @Test
  void goesOnBehindItsLastCommit() {
    kafka.add("{\"id\":1}");
    FeedFixture.Clients first = kafka.open();
    kafka.turns(first, SPEC).turn(READER);
    kafka.keep(first);
    kafka.add("{\"id\":2}");
    FeedFixture.Clients second = kafka.open();

    kafka.turns(second, SPEC).turn(READER);

    kafka.keep(second);
    assertThat(kafka.events()).extracting(RawEvent::getId).containsExactly("1", "2");
  }

  @Test
  void abortsATurnThatFailsAndLosesAndDoublesNothing() {
    kafka.add("{\"id\":1}");
    kafka.add("{\"id\":2}");
    FeedFixture.Clients failing = kafka.open();
    FeedTurns turns = kafka.turns(failing, SPEC);
    failing.producer.commitTransactionException = new KafkaException("the broker is away");

    assertThatThrownBy(() -> turns.turn(READER)).hasMessage("the broker is away");

    assertThat(failing.producer.transactionAborted()).isTrue();
    kafka.keep(failing);
    assertThat(kafka.written()).isEmpty();
    FeedFixture.Clients next = kafka.open();
    kafka.turns(next, SPEC).turn(READER);
    kafka.keep(next);
    assertThat(kafka.events()).extracting(RawEvent::getId).containsExactly("1", "2");
    assertThat(kafka.committed()).contains(2L);
  }

  @Test
  void commitsNothingWhileTheRegistryCannotTellWhatAValueIs() {
    PipelineSpec spec = FeedFixture.spec(SourceStart.BEGINNING);
    spec.getSource().setFormat(SourceFormat.AVRO);
    SourceReader away =
        new SourceReader(
            spec,
            (record, value) -> {
              throw new RegistryException("the registry is away");
            });
    kafka.add("avro");
    FeedFixture.Clients clients = kafka.open();
    FeedTurns turns = kafka.turns(clients, spec);

    assertThatThrownBy(() -> turns.turn(away)).isInstanceOf(RegistryException.class);

    assertThat(clients.producer.transactionAborted()).isTrue();
    kafka.keep(clients);
    assertThat(kafka.written()).isEmpty();
  }

  @Test
  void beginsWithTheOldestRecordAndCommitsWhereItBegan() {
    FeedFixture.Clients clients = kafka.open();

    int count = kafka.turns(clients, SPEC).turn(READER);

    assertThat(count).isZero();
    kafka.keep(clients);
    assertThat(kafka.committed()).contains(0L);
  }

  @Test
  void beginsWithTheFirstRecordSinceTheSpecWasApplied() {
    PipelineSpec now = FeedFixture.spec(SourceStart.NOW);
    kafka.add("{\"id\":1}", APPLIED.minus(Duration.ofSeconds(1)), new RecordHeaders());
    kafka.add("{\"id\":2}", APPLIED, new RecordHeaders());
    FeedFixture.Clients clients = kafka.open();

    kafka.turns(clients, now).turn(reader(now));

    kafka.keep(clients);
    assertThat(kafka.events()).extracting(RawEvent::getId).containsExactly("2");
  }

  @Test
  void beginsAtTheEndWhereAllRecordsAreOlderThanTheSpec() {
    PipelineSpec now = FeedFixture.spec(SourceStart.NOW);
    kafka.add("{\"id\":1}", APPLIED.minus(Duration.ofSeconds(1)), new RecordHeaders());
    FeedFixture.Clients clients = kafka.open();

    kafka.turns(clients, now).turn(reader(now));

    kafka.keep(clients);
    assertThat(kafka.events()).isEmpty();
    assertThat(kafka.committed()).contains(1L);
  }

  @Test
  void goesOnWithTheOldestRecordWhereRetentionWasFaster() {
    kafka.add("{\"id\":1}");
    FeedFixture.Clients clients = kafka.open();
    FeedTurns turns = kafka.turns(clients, SPEC);
    clients.consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 9L)));

    assertThat(turns.turn(READER)).isZero();
    assertThat(turns.turn(READER)).isEqualTo(1);
  }

  private static SourceReader reader(PipelineSpec spec) {
    return new SourceReader(
        spec,
        (record, value) -> {
          throw new AssertionError("there is no Avro in " + List.of(record));
        });
  }
}
