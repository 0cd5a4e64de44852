package dev.millrace.bedrock;

import dev.millrace.bedrock.conduct.ByModel;
import dev.millrace.bedrock.conduct.Conduct;
import dev.millrace.bedrock.conduct.FaultRule;
import dev.millrace.bedrock.conduct.Latency;
import dev.millrace.bedrock.conduct.QuotaLimits;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads from the setup file how models behave: their quotas, latencies and faults. */
final class SetupConduct {

  /** Longer than anything that a test waits for. */
  private static final BigDecimal MAX_TRACE_MILLIS = BigDecimal.valueOf(86_400_000);

  private static final BigDecimal MILLI_NANOS = BigDecimal.valueOf(1_000_000);

  private final SetupPart root;
  private final @Nullable Path folder;

  private SetupConduct(SetupPart root, @Nullable Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /**
   * Reads the conduct of all models.
   *
   * @param folder where traces lie whose path is relative
   */
  static Conduct read(SetupPart root, @Nullable Path folder) {
    SetupConduct setup = new SetupConduct(root, folder);
    return new Conduct(
        root.part("seed").integer().orElse(0L),
        setup.each("quota", SetupConduct::quota),
        setup.each("maxTokens", SetupConduct::maxTokens),
        setup.each("latency", setup::latency),
        setup.each("faults", SetupConduct::faults));
  }

  private <T> ByModel<T> each(String member, Function<SetupPart, Optional<T>> read) {
    Map<String, T> byPrefix = new HashMap<>();
    root.part("models")
        .parts()
        .filter(entry -> entry.getValue().has(member))
        .forEach(
            entry ->
                read.apply(entry.getValue().part(member))
                    .ifPresent(value -> byPrefix.put(entry.getKey(), value)));
    return new ByModel<>(byPrefix);
  }

  private static Optional<Integer> maxTokens(SetupPart most) {
    Optional<Integer> tokens = most.smallInteger();
    if (tokens.isPresent() && tokens.get() < 1) {
      most.problem("is less than 1");
      return Optional.empty();
    }
    return tokens;
  }

  private static Optional<QuotaLimits> quota(SetupPart quota) {
    quota.knows(Set.of("tokensPerMinute", "requestsPerMinute", "outputBurndown"));
    if (!quota.has("tokensPerMinute") && !quota.has("requestsPerMinute")) {
      quota.problem("limits nothing: give tokensPerMinute, requestsPerMinute or both");
    }
    Optional<Long> tokens = quota.part("tokensPerMinute").integer();
    Optional<Long> requests = quota.part("requestsPerMinute").integer();
    Optional<Integer> burndown = quota.part("outputBurndown").smallInteger();
    return quota.made(
        () ->
            new QuotaLimits(
                tokens.map(OptionalLong::of).orElse(OptionalLong.empty()),
                requests.map(OptionalLong::of).orElse(OptionalLong.empty()),
                burndown.map(OptionalInt::of).orElse(OptionalInt.empty())));
  }

  private Optional<Latency> latency(SetupPart latency) {
    latency.knows(Set.of("fixed", "median", "sigma", "p50", "p99", "trace", "perOutputToken"));
    Duration perToken = latency.part("perOutputToken").duration().orElse(Duration.ZERO);
    return distribution(latency).flatMap(known -> latency.made(() -> new Latency(known, perToken)));
  }

  private Optional<Latency.Distribution> distribution(SetupPart latency) {
    Set<String> given = new TreeSet<>();
    latency.json().fieldNames().forEachRemaining(given::add);
    given.remove("perOutputToken");
    if (given.equals(Set.of("fixed"))) {
      return latency.part("fixed").duration().map(Latency.Fixed::new);
    }
    if (given.equals(Set.of("median", "sigma"))) {
      Optional<Double> sigma = latency.part("sigma").number();
      return latency
          .part("median")
          .duration()
          .flatMap(
              median ->
                  sigma.flatMap(known -> latency.made(() -> new Latency.Lognormal(median, known))));
    }
    if (given.equals(Set.of("p50", "p99"))) {
      Optional<Duration> p99 = latency.part("p99").duration();
      return latency
          .part("p50")
          .duration()
          .flatMap(
              p50 -> p99.flatMap(known -> latency.made(() -> Latency.Lognormal.of(p50, known))));
    }
    if (given.equals(Set.of("trace"))) {
      return trace(latency.part("trace"));
    }
    latency.problem(
        "has " + given + ", expected one of fixed, median and sigma, p50 and p99, or trace");
    return Optional.empty();
  }

  private Optional<Latency.Distribution> trace(SetupPart trace) {
    Path named = Path.of(trace.text());
    Path file = folder == null ? named : folder.resolve(named);
    try {
      List<Duration> latencies = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          latencies.add(millis(line.strip()));
        }
      }
      return trace.made(() -> new Latency.Recorded(latencies));
    } catch (IOException e) {
      trace.problem("cannot be read: " + e);
    } catch (NumberFormatException e) {
      trace.problem("is no trace: every line of " + file + " has to be a number of milliseconds");
    }
    return Optional.empty();
  }

  private static Duration millis(String line) {
    BigDecimal millis = new BigDecimal(line);
    if (millis.signum() < 0 || millis.compareTo(MAX_TRACE_MILLIS) > 0) {
      throw new NumberFormatException(line);
    }
    return Duration.ofNanos(millis.multiply(MILLI_NANOS).longValue());
  }

  private static Optional<List<FaultRule>> faults(SetupPart faults) {
    List<FaultRule> rules = new ArrayList<>();
    faults.elements().forEach(rule -> SetupFault.read(rule).ifPresent(rules::add));
    return Optional.of(List.copyOf(rules));
  }
}
