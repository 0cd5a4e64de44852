package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.KillSwitchBoard.Target;
import dev.millrace.platform.audit.AuditChain;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KillSwitchBoardTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");
  private static final Target TICKETS = new Target(KillScope.PIPELINE, "tickets");
  private static final Target ACME = new Target(KillScope.TENANT, "acme");

  private final Topic topic = new Topic();
  private final KillSwitchBoard board = new KillSwitchBoard(topic, () -> NOW);

  /** Switches in memory, as a compacted topic keeps them. */
  private static final class Topic implements AuditedTopic<KillSwitch> {

    private final AvroCodec<KillSwitch> codec =
        new AvroCodec<>(Topics.KILL_SWITCHES, new InMemorySchemaRegistry());
    private final Map<String, KillSwitch> switches = new TreeMap<>();
    private final List<AuditEntry> audited = new ArrayList<>();

    @Override
    public Map<String, KillSwitch> values() {
      return switches;
    }

    @Override
    public byte[] encode(KillSwitch one) {
      return codec.encode(one);
    }

    @Override
    public void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record) {
      audited.add(entry);
      String key = new String(record.key(), UTF_8);
      if (record.value() == null) {
        switches.remove(key);
      } else {
        switches.put(key, codec.decode(record.value()));
      }
    }
  }

  @Test
  void stopsUnderTheKeyThatTheStageLooksUp() throws IOException {
    KillSwitch on = board.stop(TICKETS, "wrong labels", "ada");

    assertThat(topic.switches).containsOnlyKeys("pipeline/tickets").containsValue(on);
    assertThat(on.getState()).isEqualTo(KillState.ON);
    assertThat(on.getReason()).isEqualTo("wrong labels");
    assertThat(on.getChangedBy()).isEqualTo("ada");
    assertThat(on.getChangedAt()).isEqualTo(Instant.parse("2026-11-25T12:00:00.123Z"));
    assertThat(board.stopped()).containsExactly(on);
  }

  @Test
  void liftsWhatIsStoppedAndNothingElse() throws IOException {
    KillSwitch on = board.stop(TICKETS, "wrong labels", "ada");
    board.stop(ACME, "abuse", "ada");

    assertThat(board.lift(TICKETS, "bob")).contains(on);
    assertThat(board.lift(TICKETS, "bob")).isEmpty();
    assertThat(board.lift(new Target(KillScope.MODEL, "acme"), "bob")).isEmpty();
    assertThat(topic.switches).containsOnlyKeys("tenant/acme");
  }

  @Test
  void doesNotCallStoppedWhatIsOff() {
    topic.switches.put(
        "tenant/acme",
        new KillSwitch(KillScope.TENANT, "acme", KillState.OFF, "over", "ada", Instant.EPOCH));

    assertThat(board.stopped()).isEmpty();
  }

  @Test
  void putsEveryChangeIntoTheAuditLog() throws IOException {
    KillSwitch on = board.stop(ACME, "abuse", "ada");
    board.lift(ACME, "bob");

    String digest = AuditChain.digest(topic.encode(on));
    assertThat(topic.audited)
        .containsExactly(
            new AuditEntry(
                "ada",
                "kill.on",
                "tenant/acme",
                Optional.of("acme"),
                Optional.empty(),
                Optional.of(digest)),
            new AuditEntry(
                "bob",
                "kill.off",
                "tenant/acme",
                Optional.of("acme"),
                Optional.of(digest),
                Optional.empty()));
  }
}
