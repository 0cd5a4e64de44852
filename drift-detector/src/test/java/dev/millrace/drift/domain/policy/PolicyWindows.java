package dev.millrace.drift.domain.policy;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.PIPELINE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.record.RetrainingReason.DRIFT;
import static dev.millrace.record.RetrainingReason.LABELS;
import static dev.millrace.record.RetrainingReason.QUALITY;

import dev.millrace.drift.domain.policy.PolicyRules.Persistence;
import dev.millrace.drift.domain.policy.RetrainingPolicy.Champion;
import dev.millrace.record.Evidence;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Windows of a minute that are played to a policy: B is a bad one, g a good one. */
final class PolicyWindows {

  static final PolicyRules RULES = rules(Duration.ofMinutes(1), 100);

  static final Champion CHAMPION = new Champion(PIPELINE, VERSION);

  private PolicyWindows() {}

  static List<RetrainingEvent> play(
      RetrainingPolicy policy, String windows, RetrainingReason reason) {
    return play(policy, windows, reason, 0);
  }

  static List<RetrainingEvent> play(
      RetrainingPolicy policy, String windows, RetrainingReason reason, int from) {
    return play(policy, windows, reason, from, RULES);
  }

  static List<RetrainingEvent> play(
      RetrainingPolicy policy,
      String windows,
      RetrainingReason reason,
      int from,
      PolicyRules rules) {
    List<RetrainingEvent> events = new ArrayList<>();
    for (int i = 0; i < windows.length(); i++) {
      policy.tell(window(reason, VERSION, from + i, windows.charAt(i) == 'B'), rules);
      policy.next(CHAMPION, BEGINNING + (from + i + 1) * MINUTE, rules).ifPresent(events::add);
    }
    return events;
  }

  static Optional<RetrainingEvent> next(RetrainingPolicy policy, int minute) {
    return policy.next(CHAMPION, BEGINNING + minute * MINUTE, RULES);
  }

  static Finding window(RetrainingReason reason, int version, int minute, boolean bad) {
    long start = BEGINNING + minute * MINUTE;
    Evidence evidence =
        new Evidence(
            "adjustedPValue",
            "/age",
            null,
            1e-6,
            0.01,
            Instant.ofEpochMilli(start),
            Instant.ofEpochMilli(start + MINUTE));
    Finding.Sign sign = reason == DRIFT ? Finding.Sign.DRIFTED : Finding.Sign.WORSE;
    return new Finding(sign, version, start, start + MINUTE, bad ? List.of(evidence) : List.of());
  }

  static PolicyRules rules(Duration cooldown, int maxPerDay) {
    return new PolicyRules(
        Set.of(DRIFT, QUALITY, LABELS), 50, cooldown, maxPerDay, new Persistence(2, 3));
  }

  /** As it is read after it was written. */
  static RetrainingPolicy rewritten(RetrainingPolicy policy) throws IOException {
    return RetrainingPolicy.read(new DataInputStream(new ByteArrayInputStream(bytes(policy))));
  }

  static byte[] bytes(RetrainingPolicy policy) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    policy.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
