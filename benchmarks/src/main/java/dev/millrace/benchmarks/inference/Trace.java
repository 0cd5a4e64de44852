package dev.millrace.benchmarks.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * When others called a model, and how much was said.
 *
 * @param calls in the order in which they came
 */
record Trace(List<Call> calls) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One call.
   *
   * @param after the first one of the trace
   * @param inputTokens of the question, at least 1
   * @param outputTokens of the answer, at least 1
   */
  record Call(Duration after, int inputTokens, int outputTokens) {}

  Trace {
    calls = List.copyOf(calls);
  }

  /** How long it lasts. */
  Duration length() {
    return calls.get(calls.size() - 1).after();
  }

  /**
   * Reads {@code TIMESTAMP,ContextTokens,GeneratedTokens}, the form of the Azure LLM inference
   * traces (Patel et al., Splitwise, ISCA 2024).
   */
  static Trace azure(Path file) throws IOException {
    List<Call> calls = new ArrayList<>();
    LocalDateTime first = null;
    List<String> rows = lines(file);
    for (String line : rows.subList(1, rows.size())) {
      String[] fields = line.split(",", -1);
      LocalDateTime at = LocalDateTime.parse(fields[0].replace(' ', 'T'));
      first = first == null ? at : first;
      calls.add(
          call(
              Duration.between(first, at),
              Integer.parseInt(fields[1]),
              Integer.parseInt(fields[2])));
    }
    return new Trace(calls);
  }

  /**
   * Reads objects with {@code timestamp} in milliseconds, {@code input_length} and {@code
   * output_length}, the form of the Mooncake traces (Qin et al., FAST 2025).
   */
  static Trace mooncake(Path file) throws IOException {
    List<Call> calls = new ArrayList<>();
    for (String line : lines(file)) {
      JsonNode one = JSON.readTree(line);
      calls.add(
          call(
              Duration.ofMillis(one.path("timestamp").asLong()),
              one.path("input_length").asInt(),
              one.path("output_length").asInt()));
    }
    return new Trace(calls);
  }

  private static Call call(Duration after, int input, int output) {
    return new Call(after, Math.max(1, input), Math.max(1, output));
  }

  private static List<String> lines(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (UncheckedIOException e) {
      throw new IOException(file + " cannot be read", e);
    }
  }
}
