package dev.millrace.benchmarks.drift;

import dev.millrace.record.FeatureType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads recorded traffic into windows. */
final class TraceFiles {

  /** Requests of an hour of ServeGen: of millions, a sample. */
  private static final int SAMPLE = 2_000;

  private static final long HOUR = Duration.ofHours(1).toSeconds();
  private static final long SIX_HOURS = Duration.ofHours(6).toSeconds();
  private static final DateTimeFormatter AZURE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSS");

  private TraceFiles() {}

  /** Azure's hour of conversations, request by request. */
  static TraceWindows azure(Path file, Duration window) {
    TreeMap<Long, List<String[]>> windows = new TreeMap<>();
    long[] first = {Long.MIN_VALUE};
    lines(
        file,
        fields -> {
          long second = LocalDateTime.parse(fields[0], AZURE_TIME).toEpochSecond(ZoneOffset.UTC);
          if (first[0] == Long.MIN_VALUE) {
            first[0] = second;
          }
          windows
              .computeIfAbsent((second - first[0]) / window.toSeconds(), key -> new ArrayList<>())
              .add(new String[] {fields[1], fields[2]});
        });
    Map<String, FeatureType> features = new LinkedHashMap<>();
    features.put("input tokens", FeatureType.NUMBER);
    features.put("output tokens", FeatureType.NUMBER);
    return new TraceWindows(features, List.copyOf(windows.values()));
  }

  /**
   * Fourteen days of ServeGen by the hour: a sample of each, tenants by their recorded rates,
   * tokens between the recorded quantiles of the tenant's six hours.
   *
   * @param only the only tenant that is looked at; empty for all
   */
  static TraceWindows serveGen(Path rates, Path quantiles, String only, long seed) {
    Map<String, double[][]> tokens = new HashMap<>();
    lines(
        quantiles,
        fields -> {
          double[][] both = {quantiles(fields, 3), quantiles(fields, 7)};
          tokens.put(fields[0] + "/" + fields[1], both);
        });
    TreeMap<Long, Map<String, Double>> hours = new TreeMap<>();
    lines(
        rates,
        fields ->
            hours
                .computeIfAbsent(Long.parseLong(fields[0]) / HOUR, key -> new TreeMap<>())
                .merge(fields[1], Double.parseDouble(fields[2]), Double::sum));
    Random random = new Random(seed);
    List<List<String[]>> windows = new ArrayList<>();
    hours.forEach(
        (hour, tenants) -> {
          String since = String.valueOf(hour * HOUR / SIX_HOURS * SIX_HOURS);
          tenants
              .keySet()
              .removeIf(
                  tenant ->
                      !tokens.containsKey(since + "/" + tenant)
                          || !(only.isEmpty() || only.equals(tenant)));
          windows.add(sample(tenants, tenant -> tokens.get(since + "/" + tenant), random));
        });
    Map<String, FeatureType> features = new LinkedHashMap<>();
    features.put("tenant", FeatureType.CATEGORY);
    features.put("input tokens", FeatureType.NUMBER);
    features.put("output tokens", FeatureType.NUMBER);
    return new TraceWindows(features, windows);
  }

  private static List<String[]> sample(
      Map<String, Double> tenants, Function<String, double[][]> tokens, Random random) {
    double all = tenants.values().stream().mapToDouble(Double::doubleValue).sum();
    List<String[]> requests = new ArrayList<>();
    for (int i = 0; i < SAMPLE && all > 0; i++) {
      double left = random.nextDouble() * all;
      String chosen = "";
      for (Map.Entry<String, Double> tenant : tenants.entrySet()) {
        chosen = tenant.getKey();
        left -= tenant.getValue();
        if (left < 0) {
          break;
        }
      }
      double[][] both = tokens.apply(chosen);
      requests.add(new String[] {chosen, between(both[0], random), between(both[1], random)});
    }
    return requests;
  }

  private static double[] quantiles(String[] fields, int from) {
    double[] known = new double[4];
    for (int i = 0; i < known.length; i++) {
      known[i] = Double.parseDouble(fields[from + i]);
    }
    return known;
  }

  /** A whole number between the tenth, the middle, the ninetieth and the last hundredth. */
  private static String between(double[] quantiles, Random random) {
    double[] shares = {0.1, 0.5, 0.9, 0.99};
    double share = Math.min(0.99, Math.max(0.1, random.nextDouble()));
    int i = 0;
    while (share > shares[i + 1]) {
      i++;
    }
    double part = (share - shares[i]) / (shares[i + 1] - shares[i]);
    return String.valueOf(Math.round(quantiles[i] + part * (quantiles[i + 1] - quantiles[i])));
  }

  /** Takes the fields of a line. */
  @FunctionalInterface
  private interface Fields {
    void take(String[] fields);
  }

  private static void lines(Path file, Fields to) {
    boolean packed = file.toString().endsWith(".gz");
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                packed
                    ? new GZIPInputStream(Files.newInputStream(file))
                    : Files.newInputStream(file),
                StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      for (line = reader.readLine(); line != null; line = reader.readLine()) {
        to.take(line.split(",", -1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
