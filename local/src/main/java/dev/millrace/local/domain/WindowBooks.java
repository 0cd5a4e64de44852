package dev.millrace.local.domain;

import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.Uses;
import dev.millrace.platform.pricing.domain.CostWindow;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.record.Attempt;
import dev.millrace.record.CostMetric;
import dev.millrace.record.Lane;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds each minute of the cost windows against the calls that it is made of. */
public final class WindowBooks {

  private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(12);

  /** More names would hide the first. */
  private static final int NAMED = 5;

  private final Pricing pricing;
  private final Set<List<Object>> seen = new HashSet<>();
  private final Map<Minute, Booked> ledger = new HashMap<>();
  private final Map<Minute, CostMetric> windows = new HashMap<>();

  /** A minute of a series. */
  private record Minute(
      String tenant,
      String pipeline,
      String modelId,
      int modelVersion,
      Optional<String> tier,
      Lane lane,
      Instant start) {

    @Override
    public String toString() {
      return "the minute "
          + start
          + " of "
          + tenant
          + "/"
          + pipeline
          + " ("
          + modelId
          + ", version "
          + modelVersion
          + ", "
          + tier.orElse("no tier")
          + ", "
          + lane
          + ")";
    }
  }

  /** What the ledger has of a minute. */
  private static final class Booked {

    private long calls;
    private long unpriced;
    private BigDecimal cost = NOTHING;
    private final Set<String> requests = new HashSet<>();
  }

  /** Books that go by these prices. */
  public WindowBooks(Pricing pricing) {
    this.pricing = pricing;
  }

  /** Takes a record of predictions or shadow-predictions; a copy of one counts for nothing. */
  public void record(Charge.Kind kind, Prediction prediction) {
    for (Attempt attempt : prediction.getAttempts()) {
      if (isPaidFor(attempt, prediction) && seen.add(identity(kind, prediction, attempt))) {
        book(prediction, attempt);
      }
    }
  }

  /** Takes a record of cost-metrics; those of a partition in their order. */
  public void window(CostMetric metric) {
    if (CostWindow.between(metric.getWindowStart(), metric.getWindowEnd())
        .filter(CostWindow.MINUTE::equals)
        .isPresent()) {
      windows.put(
          new Minute(
              metric.getTenant(),
              metric.getPipeline(),
              metric.getModelId(),
              metric.getModelVersion(),
              Optional.ofNullable(metric.getServiceTier()),
              metric.getLane(),
              metric.getWindowStart()),
          metric);
    }
  }

  /** Takes back all records of cost-metrics, to be read anew. */
  public void forgetWindows() {
    windows.clear();
  }

  /**
   * Compares them.
   *
   * @param since minutes that began earlier may be made of records that retention has deleted
   */
  public WindowBalance balance(boolean isCaughtUp, Instant since) {
    List<String> differences = new ArrayList<>();
    BigDecimal booked = NOTHING;
    BigDecimal written = NOTHING;
    for (Minute minute : minutes(since)) {
      Booked calls = ledger.getOrDefault(minute, new Booked());
      @Nullable CostMetric metric = windows.get(minute);
      BigDecimal cost = metric == null ? NOTHING : metric.getTotal().getCost();
      booked = booked.add(calls.cost);
      written = written.add(cost);
      if (metric == null
          || cost.compareTo(calls.cost) != 0
          || metric.getTotal().getCalls() != calls.calls
          || metric.getTotal().getUnpricedCalls() != calls.unpriced) {
        differences.add(difference(minute, calls, metric));
      }
    }
    return new WindowBalance(isCaughtUp, booked, written, differences.stream().sorted().toList());
  }

  private Set<Minute> minutes(Instant since) {
    Set<Minute> all = new HashSet<>(ledger.keySet());
    all.addAll(windows.keySet());
    return all.stream()
        .filter(minute -> !minute.start().isBefore(since))
        .collect(Collectors.toSet());
  }

  private void book(Prediction prediction, Attempt attempt) {
    Optional<String> tier = Optional.ofNullable(attempt.getServiceTier());
    Minute minute =
        new Minute(
            prediction.getTenant(),
            prediction.getPipeline(),
            attempt.getModelId(),
            attempt.getModelVersion(),
            tier,
            prediction.getLane(),
            Instant.ofEpochMilli(CostWindow.MINUTE.start(attempt.getStartedAt().toEpochMilli())));
    Booked booked = ledger.computeIfAbsent(minute, absent -> new Booked());
    Optional<BigDecimal> cost =
        Optional.ofNullable(attempt.getUsage())
            .flatMap(
                usage ->
                    Tier.served(tier, Tier.STANDARD)
                        .flatMap(
                            served ->
                                pricing.cost(
                                    attempt.getModelId(), served, attempt.getStartedAt(), usage)));
    booked.calls++;
    booked.unpriced += cost.isPresent() ? 0 : 1;
    booked.cost = booked.cost.add(cost.orElse(NOTHING));
    booked.requests.add(prediction.getRequestId());
  }

  private static boolean isPaidFor(Attempt attempt, Prediction prediction) {
    return attempt.getUsage() != null
        || Uses.withoutUsage(attempt.getResult(), prediction.getCost() != null).isPresent();
  }

  private static List<Object> identity(Charge.Kind kind, Prediction prediction, Attempt attempt) {
    if (prediction.getRoute() == Route.OFFLINE) {
      // Its two records, of what it took and of the most that it can have taken, share the event
      // id.
      return List.of(kind, prediction.getRequestId(), prediction.getEventId(), attempt.getNumber());
    }
    return List.of(
        kind,
        prediction.getRequestId(),
        attempt.getNumber(),
        attempt.getStartedAt(),
        Optional.ofNullable(attempt.getEndpointRequestId()));
  }

  private static String difference(Minute minute, Booked calls, @Nullable CostMetric metric) {
    return minute
        + " has "
        + calls.calls
        + " calls, "
        + calls.unpriced
        + " of them unpriced, and "
        + calls.cost.toPlainString()
        + " USD in the ledger, and "
        + (metric == null
            ? "no window"
            : metric.getTotal().getCalls()
                + ", "
                + metric.getTotal().getUnpricedCalls()
                + " and "
                + metric.getTotal().getCost().toPlainString()
                + " USD in its window")
        + requests(calls.requests);
  }

  private static String requests(Set<String> requests) {
    if (requests.isEmpty()) {
      return "";
    }
    return "; its requests: "
        + requests.stream().sorted().limit(NAMED).collect(Collectors.joining(", "))
        + (requests.size() > NAMED ? " and " + (requests.size() - NAMED) + " more" : "");
  }
}
