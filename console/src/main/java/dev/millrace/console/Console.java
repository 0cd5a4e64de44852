package dev.millrace.console;

import dev.millrace.console.letters.Brokers;
import dev.millrace.ingestion.gateway.Addition;
import dev.millrace.ingestion.gateway.Operation;
import dev.millrace.ingestion.gateway.Query;
import dev.millrace.ingestion.gateway.spending.SoleTenants;
import dev.millrace.ingestion.gateway.windows.TopicFollower;
import dev.millrace.lifecycle.RunBoard;
import dev.millrace.platform.runtime.Parts;
import dev.millrace.record.AuditEvent;
import dev.millrace.record.DeadLetter;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.Role;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.wire.AvroCodec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * The console, as an addition to a gateway: pages at {@code /}, and the operations that they need
 * and the gateway does not have.
 *
 * <p><i>Owner</i>: the gateway that opens it closes it.
 */
public final class Console implements Addition {

  private static final Set<Role> READERS = Set.of(Role.OPERATE, Role.CONSUME);
  private static final Set<Role> OPERATORS = Set.of(Role.OPERATE);

  private final Brokers brokers;
  private final Path keys;
  private final InstantSource clock;
  private final Parts parts = new Parts("the console");
  private final List<Desk> desks = new ArrayList<>();

  /**
   * A console over a factory.
   *
   * @param keys file of the keys that personal data is governed with: replays open sealed letters
   */
  public Console(Brokers brokers, Path keys, InstantSource clock) {
    this.brokers = brokers;
    this.keys = keys;
    this.clock = clock;
  }

  @Override
  public List<Operation> open(Supplier<Optional<SoleTenants>> tenants) {
    try {
      LetterShelf letters = new LetterShelf();
      AuditMemory audit = new AuditMemory();
      RetrainingMemory reasons = new RetrainingMemory();
      TopicFollower<DeadLetter> deadLetters = follow(Topics.DEAD_LETTERS, letters::add);
      TopicFollower<AuditEvent> auditLog = follow(Topics.AUDIT_LOG, audit::add);
      TopicFollower<RetrainingEvent> retraining = follow(Topics.RETRAINING_EVENTS, reasons::add);
      // Apart: who takes a version back does not wait for those who read letters of a month.
      Desk forReplays = desk("console-replays");
      Desk forOrders = desk("console-orders");
      LettersEndpoint shelf =
          new LettersEndpoint(
              letters, audit, () -> deadLetters.isCaughtUp() && auditLog.isCaughtUp());
      ReplayEndpoint replay =
          new ReplayEndpoint(new LetterReplays(brokers, keys, clock), forReplays);
      HistoryEndpoint history =
          new HistoryEndpoint(
              audit,
              reasons,
              () ->
                  auditLog.isCaughtUp() && retraining.isCaughtUp()
                      ? tenants.get()
                      : Optional.empty());
      OrderEndpoint orders =
          new OrderEndpoint(
              new RunBoard(brokers.kafka(), brokers.registry(), clock)::give, tenants, forOrders);
      List<Operation> operations = new ArrayList<>(Pages.operations());
      operations.add(
          Operation.ofTenant(
              "GET", "/v1/dead-letters", LettersEndpoint.QUERY, READERS, shelf::answer));
      operations.add(
          new Operation.Keyed(
              "POST", "/v1/dead-letters/replay", Query.NONE, OPERATORS, replay::answer));
      operations.add(
          Operation.ofTenant(
              "GET", "/v1/models/history", Query.of("pipeline"), READERS, history::answer));
      operations.add(
          new Operation.Keyed(
              "POST", "/v1/models/{pipeline}/orders", Query.NONE, OPERATORS, orders::answer));
      return operations;
    } catch (RuntimeException e) {
      throw parts.closeBecauseOf(e);
    }
  }

  @Override
  public String description() {
    return Resources.text("openapi.json");
  }

  @Override
  public void endCalls() {
    desks.forEach(Desk::close);
  }

  @Override
  public void close() {
    parts.close();
  }

  private Desk desk(String name) {
    Desk desk = parts.add(new Desk(name));
    desks.add(desk);
    return desk;
  }

  private <V extends SpecificRecord> TopicFollower<V> follow(Topic<V> topic, Consumer<V> to) {
    return parts.add(
        new TopicFollower<>(
            topic,
            TopicFollower.consumer(brokers.kafka(), topic),
            new AvroCodec<>(topic, brokers.registry()),
            entries -> entries.forEach(entry -> to.accept(entry.record()))));
  }
}
