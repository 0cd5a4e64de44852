package dev.millrace.console;

import dev.millrace.console.letters.DeadLetters;
import dev.millrace.record.AuditEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the audit log says of replays and of models, as far as anybody looks back.
 *
 * <p><i>Threads</i>: any number.
 */
final class AuditMemory {

  /** Steps of each pipeline: some ten runs. */
  static final int MOST_STEPS = 500;

  private static final int MOST_PIPELINES = 1_000;

  private final Shares<AuditEvent> replays = new Shares<>(LetterShelf.MOST);
  private final Map<String, Deque<AuditEvent>> steps = new HashMap<>();

  /** Takes the next record. */
  synchronized void add(AuditEvent event) {
    if (event.getAction().equals(DeadLetters.REPLAY)) {
      if (event.getTenant() != null) {
        replays.replace(event.getTenant(), event.getSubject(), event);
      }
    } else if (event.getAction().startsWith("model-")) {
      addStep(event);
    }
  }

  /** The last replay of a tenant's letter. */
  synchronized Optional<AuditEvent> replay(String tenant, String letterId) {
    return Optional.ofNullable(replays.of(tenant).get(letterId));
  }

  /** What happened to the models of a pipeline, oldest first. */
  synchronized List<AuditEvent> steps(String pipeline) {
    return new ArrayList<>(steps.getOrDefault(pipeline, new ArrayDeque<>()));
  }

  private void addStep(AuditEvent event) {
    String subject = event.getSubject();
    int slash = subject.indexOf('/');
    String pipeline = slash < 0 ? subject : subject.substring(0, slash);
    if (!steps.containsKey(pipeline) && steps.size() >= MOST_PIPELINES) {
      return;
    }
    Deque<AuditEvent> known = steps.computeIfAbsent(pipeline, none -> new ArrayDeque<>());
    known.addLast(event);
    if (known.size() > MOST_STEPS) {
      known.removeFirst();
    }
  }
}
