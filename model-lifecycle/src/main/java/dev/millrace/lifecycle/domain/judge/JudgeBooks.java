package dev.millrace.lifecycle.domain.judge;

import dev.millrace.record.JudgeState;
import dev.millrace.record.JudgeVerdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which answers were brought before their judge, and what that took of each day's money. It is made
 * of the verdicts in the order of their topic, and of nothing else: so a restart forgets neither.
 *
 * <p><i>Size</i>: ids and amounts of two days, since answers wait shorter than one; whole verdicts
 * only of those that are being asked about.
 *
 * <p><i>Threads</i>: one.
 */
public final class JudgeBooks {

  /** Today, and the day before for what waits across midnight. */
  private static final int DAYS = 2;

  /** By request, what is booked of it. */
  private final TreeMap<LocalDate, Map<String, BigDecimal>> days = new TreeMap<>();

  private final TreeMap<LocalDate, Map<String, JudgeVerdict>> asking = new TreeMap<>();
  private final TreeMap<LocalDate, Map<String, BigDecimal>> booked = new TreeMap<>();

  /** From when on verdicts count. */
  public static Instant since(Instant now) {
    return day(now).minusDays(DAYS - 1L).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** Takes the next verdict; of one request the last counts. */
  public void take(JudgeVerdict verdict) {
    LocalDate day = day(verdict.getAskedAt());
    if (!days.isEmpty() && day.isBefore(days.lastKey().minusDays(DAYS - 1L))) {
      return;
    }
    String request = verdict.getRequestId();
    BigDecimal before =
        days.computeIfAbsent(day, none -> new HashMap<>()).put(request, verdict.getBooked());
    BigDecimal more = before == null ? verdict.getBooked() : verdict.getBooked().subtract(before);
    Map<String, JudgeVerdict> open = asking.computeIfAbsent(day, none -> new HashMap<>());
    if (verdict.getState() == JudgeState.ASKING) {
      open.put(request, verdict);
    } else {
      open.remove(request);
    }
    booked
        .computeIfAbsent(day, none -> new HashMap<>())
        .merge(verdict.getPipeline(), more, BigDecimal::add);
    LocalDate oldest = days.lastKey().minusDays(DAYS - 1L);
    days.headMap(oldest, false).clear();
    asking.headMap(oldest, false).clear();
    booked.headMap(oldest, false).clear();
  }

  /** Whether a request's answer has been brought before its judge. */
  public boolean knows(String requestId) {
    return days.values().stream().anyMatch(requests -> requests.containsKey(requestId));
  }

  /** Whether a pipeline has so much left of a limit for the UTC day. */
  public boolean hasRoom(String pipeline, Instant at, BigDecimal wanted, BigDecimal limit) {
    return booked(pipeline, at).add(wanted).compareTo(limit) <= 0;
  }

  /** What is booked of a pipeline in the UTC day, set aside or spent. */
  public BigDecimal booked(String pipeline, Instant at) {
    return booked.getOrDefault(day(at), Map.of()).getOrDefault(pipeline, BigDecimal.ZERO);
  }

  /** Those that are being asked about: of another life, where this one has not begun any. */
  public List<JudgeVerdict> open() {
    List<JudgeVerdict> open = new ArrayList<>();
    asking.values().forEach(verdicts -> open.addAll(verdicts.values()));
    return open;
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
