package dev.millrace.cost.budgets.domain;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.platform.budgets.domain.BudgetWindow.Span;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * What is spent of one budget, and which alerts are open.
 *
 * <p><i>Shape</i>: sums of the present window and of the one before, of the last minutes for burn
 * rates, and of the hours of two weeks for forecasts and for what is usual: some kilobytes. The
 * same spending in any order leaves the same sums. Thresholds and the standing follow from the sums
 * alone; burn rates and hours are judged as event time passes, so a replay that jumps ahead may
 * have less to tell.
 */
public final class Account {

  private static final Duration HOUR = Duration.ofHours(1);

  /** How long hours are kept: those that are compared, and the one that is not over. */
  private static final Duration HOURS_KEPT =
      Duration.ofDays(Anomaly.DAYS).plus(HOUR.multipliedBy(3));

  /** How long after its end an hour is judged: most of what is late has come by then. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  private static final int RECENT_PART = 24;
  private static final int LONG_PART = 4;

  final Duration usualLength;
  final Buckets recent;
  final Buckets hours = new Buckets(HOUR);
  final NavigableMap<Instant, Spent> windows = new TreeMap<>();
  final NavigableMap<String, OpenAlert> open = new TreeMap<>();

  /** The first hour with any spending: what is before is not known, rather than nothing. */
  OptionalLong firstHour = OptionalLong.empty();

  OptionalLong judgedHour = OptionalLong.empty();

  /** Of what was told of it last; 0 before anything was. */
  int toldDigest;

  /** Nothing is spent in windows of that kind. */
  public Account(BudgetWindow windows) {
    this(usualLength(windows));
  }

  /**
   * The same.
   *
   * @param usualLength of a window
   */
  Account(Duration usualLength) {
    this.usualLength = usualLength;
    this.recent = new Buckets(BurnRule.bucket(usualLength));
  }

  /** Adds what calls of a minute cost, or a correction of it. */
  public void add(Budget budget, Instant minute, Spent spent) {
    windows.merge(budget.window().at(minute).start(), spent, Spent::plus);
    recent.add(minute, spent.total());
    hours.add(minute, spent.total());
    long hour = hours.number(minute);
    firstHour = OptionalLong.of(Math.min(hour, firstHour.orElse(hour)));
  }

  /**
   * Looks at it at a time that no spending known so far is behind.
   *
   * @param now end of the newest minute of which anything is known
   */
  public Judgement judge(Budget budget, Instant now) {
    Span window = budget.window().at(now.minusMillis(1));
    Span before = budget.window().at(window.start().minusMillis(1));
    List<Notice> notices = new ArrayList<>();
    // Before anything is forgotten: an hour is held against all days that are known.
    judgeHours(budget, now, notices);
    forget(before.start(), now);
    Spent spent = windows.getOrDefault(window.start(), Spent.NONE);
    new Thresholds(budget, window, now).judge(spent.total(), open, notices);
    judgeBurn(budget, now, notices);
    Standing standing =
        new Standing(
            window,
            spent,
            Optional.ofNullable(windows.get(before.start())).map(Spent::total),
            Thresholds.highest(budget, spent.total()),
            Forecast.of(
                budget.limit().subtract(spent.total()),
                paces(window, before, now),
                now,
                window.end()),
            List.copyOf(open.keySet()),
            now);
    return new Judgement(standing, notices);
  }

  /** Whether a standing is news, that is, another than the last one that was asked for. */
  public boolean isNews(Budget budget, Standing standing) {
    int digest = standing.digest(budget);
    boolean isNews = digest != toldDigest;
    toldDigest = digest;
    return isNews;
  }

  /** Closes all alerts, because the budget is no more. */
  public List<Notice> close(Instant now) {
    List<Notice> notices = new ArrayList<>();
    open.forEach((rule, alert) -> notices.add(closing(rule, alert, now, BigDecimal.ZERO)));
    open.clear();
    return notices;
  }

  private void forget(Instant oldestWindow, Instant now) {
    windows.headMap(oldestWindow, false).clear();
    recent.forgetBefore(now.minus(recentTime()).minus(recent.size()));
    hours.forgetBefore(now.minus(HOURS_KEPT));
  }

  /** Long enough for burn rates, and for the forecasts of short windows. */
  private Duration recentTime() {
    Duration quarter = usualLength.dividedBy(LONG_PART);
    Duration time = longer(quarter.compareTo(HOUR) < 0 ? quarter : HOUR, recent.size());
    for (BurnRule rule : BurnRule.of(usualLength)) {
      time = longer(time, rule.longTime());
    }
    return time;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private void judgeBurn(Budget budget, Instant now, List<Notice> notices) {
    for (BurnRule rule : BurnRule.of(usualLength)) {
      BigDecimal spent = recent.last(rule.longTime(), now);
      boolean isBroken = rule.isBroken(time -> recent.last(time, now), budget.limit(), usualLength);
      OpenAlert alert = open.get(rule.name());
      if (isBroken && alert == null) {
        OpenAlert opened =
            new OpenAlert(
                rule.severity(), now, Optional.empty(), rule.most(budget.limit(), usualLength));
        open.put(rule.name(), opened);
        notices.add(opening(rule.name(), opened, spent));
      } else if (!isBroken && alert != null) {
        open.remove(rule.name());
        notices.add(closing(rule.name(), alert, now, spent));
      }
    }
  }

  /** Hours that are over, each once. */
  private void judgeHours(Budget budget, Instant now, List<Notice> notices) {
    long last = hours.number(now.minus(GRACE)) - 1;
    long oldest = hours.number(now.minus(HOURS_KEPT));
    HourWatch watch = new HourWatch(hours, firstHour, budget.limit());
    for (long hour = Math.max(oldest, judgedHour.orElse(last - 1) + 1); hour <= last; hour++) {
      watch.judge(hour, open, notices);
    }
    judgedHour = OptionalLong.of(Math.max(last, judgedHour.orElse(last)));
  }

  private List<Forecast.Pace> paces(Span window, Span before, Instant now) {
    Duration shortTime = usualLength.dividedBy(RECENT_PART);
    Duration soFar = Duration.between(window.start(), now);
    LongFunction<Forecast.Pace> last =
        part -> {
          Duration time = usualLength.dividedBy(part);
          Buckets buckets = time.compareTo(recentTime()) <= 0 ? recent : hours;
          return new Forecast.Pace(buckets.last(time, now), buckets.elapsed(time, now));
        };
    Forecast.Pace ofWindow =
        soFar.compareTo(shortTime) >= 0
            ? new Forecast.Pace(spent(window), soFar)
            : new Forecast.Pace(spent(before), Duration.between(before.start(), before.end()));
    return List.of(last.apply(RECENT_PART), last.apply(LONG_PART), ofWindow);
  }

  private BigDecimal spent(Span window) {
    return windows.getOrDefault(window.start(), Spent.NONE).total();
  }

  /** A month counts as 30 days. */
  private static Duration usualLength(BudgetWindow windows) {
    return switch (windows.unit()) {
      case HOUR -> Duration.ofHours(windows.count());
      case DAY -> Duration.ofDays(windows.count());
      case MONTH -> Duration.ofDays(30L * windows.count());
    };
  }

  static Notice opening(String rule, OpenAlert alert, BigDecimal spent) {
    return new Notice(
        rule, alert.severity(), alert.openedAt(), Optional.empty(), spent, alert.against());
  }

  static Notice closing(String rule, OpenAlert alert, Instant at, BigDecimal spent) {
    return new Notice(
        rule, alert.severity(), alert.openedAt(), Optional.of(at), spent, alert.against());
  }
}
