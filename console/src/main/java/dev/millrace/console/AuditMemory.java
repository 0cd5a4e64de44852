package dev.millrace.console;

import dev.millrace.console.letters.DeadLetters;
import dev.millrace.record.AuditEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  private final Map<String, AuditEvent> replays = new LinkedHashMap<>();
  private final Map<String, Deque<AuditEvent>> steps = new HashMap<>();

  /** Takes the next record. */
  synchronized void add(AuditEvent event) {
    if (event.getAction().equals(DeadLetters.REPLAY)) {
      replays.remove(event.getSubject());
      replays.put(event.getSubject(), event);
      if (replays.size() > LetterShelf.MOST) {
        Iterator<String> oldest = replays.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
    } else if (event.getAction().startsWith("model-")) {
      addStep(event);
    }
  }

  /** The last replay of a letter. */
  synchronized Optional<AuditEvent> replay(String letterId) {
    return Optional.ofNullable(replays.get(letterId));
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
