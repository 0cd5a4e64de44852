package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.record.KillScope;
import dev.millrace.record.KillState;
import dev.millrace.record.KillSwitch;
import dev.millrace.schemas.KillKey;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The kill switches: in their topic, followed by inference-stream, which obeys within a second. */
public final class KillSwitchBoard {

  private final AuditedTopic<KillSwitch> topic;
  private final InstantSource clock;

  public KillSwitchBoard(FactoryTopics factory, InstantSource clock) {
    this(AuditedTopic.ofAll(Topics.KILL_SWITCHES, factory, clock), clock);
  }

  KillSwitchBoard(AuditedTopic<KillSwitch> topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
  }

  /** What a switch stops. */
  public record Target(KillScope scope, String name) {

    /** As people say it. */
    @Override
    public String toString() {
      return scope.name().toLowerCase(Locale.ROOT) + " " + name;
    }
  }

  /**
   * Stops something.
   *
   * @param reason shown by predictions that are refused
   * @param by who wants it
   */
  public KillSwitch stop(Target target, String reason, String by) throws IOException {
    KillSwitch one =
        new KillSwitch(
            target.scope(),
            target.name(),
            KillState.ON,
            reason,
            by,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    write(target, entry(target, by, "kill.on"), find(target), Optional.of(one));
    return one;
  }

  /**
   * Lets something go on, and returns the switch that stopped it; absent where nothing did.
   *
   * @param by who wants it
   */
  public Optional<KillSwitch> lift(Target target, String by) throws IOException {
    Optional<KillSwitch> on = find(target);
    if (on.isPresent()) {
      write(target, entry(target, by, "kill.off"), on, Optional.empty());
    }
    return on;
  }

  /** What is stopped, by scope and name. */
  public List<KillSwitch> stopped() {
    return topic.values().values().stream().filter(one -> one.getState() == KillState.ON).toList();
  }

  private Optional<KillSwitch> find(Target target) {
    return stopped().stream()
        .filter(one -> one.getScope() == target.scope() && one.getName().equals(target.name()))
        .findFirst();
  }

  private static AuditEntry entry(Target target, String by, String action) {
    return AuditEntry.of(by, action, KillKey.of(target.scope(), target.name()))
        .of(target.scope() == KillScope.TENANT ? Optional.of(target.name()) : Optional.empty());
  }

  private void write(
      Target target, AuditEntry entry, Optional<KillSwitch> before, Optional<KillSwitch> after)
      throws IOException {
    Optional<byte[]> value = after.map(topic::encode);
    topic.write(
        entry.change(before.map(topic::encode), value),
        new ProducerRecord<>(
            Topics.KILL_SWITCHES.name(),
            KillKey.of(target.scope(), target.name()).getBytes(UTF_8),
            value.orElse(null)));
  }
}
