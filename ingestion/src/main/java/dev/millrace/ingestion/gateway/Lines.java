package dev.millrace.ingestion.gateway;

import dev.millrace.ingestion.domain.json.Slice;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Takes NDJSON bodies apart: a value a line, blank lines passed over.
 *
 * <p><i>Source</i>: ndjson-spec 1.0.
 */
final class Lines {

  /** A line that is not blank. */
  private record Line(int number, Slice slice) {}

  /** Most parts of one body: their acknowledgements are waited for together. */
  static final int MAX_PARTS = 10_000;

  private Lines() {}

  /** Reads each line. */
  static <T> Submission<T> read(byte[] body, Function<byte[], Submission.Part<T>> reader) {
    return read(body, (number, line) -> reader.apply(line));
  }

  /** Reads each line; the reader is told its number, from 1. */
  static <T> Submission<T> read(
      byte[] body, BiFunction<Integer, byte[], Submission.Part<T>> reader) {
    List<Line> lines = lines(body);
    if (lines.isEmpty()) {
      return new Submission.Unreadable<>(
          Problems.of(Cause.MALFORMED_JSON, "the body has no line that is not blank"));
    }
    Optional<Problem> tooMany = tooMany(lines.size());
    if (tooMany.isPresent()) {
      return new Submission.Unreadable<>(tooMany.get());
    }
    return new Submission.Batch<>(
        lines.stream().map(line -> reader.apply(line.number(), line.slice().bytes())).toList(),
        lines.stream().map(Line::number).toList());
  }

  /** A problem where a body has more parts than are taken at once. */
  static Optional<Problem> tooMany(int parts) {
    return parts <= MAX_PARTS
        ? Optional.empty()
        : Optional.of(
            Problems.of(
                Cause.TOO_LARGE,
                "the body has " + parts + " parts: send at most " + MAX_PARTS + " at once"));
  }

  private static List<Line> lines(byte[] body) {
    List<Line> lines = new ArrayList<>();
    int number = 1;
    int begin = 0;
    boolean blank = true;
    for (int i = 0; i <= body.length; i++) {
      if (i == body.length || body[i] == '\n') {
        if (!blank) {
          lines.add(new Line(number, new Slice(body, begin, i)));
        }
        number++;
        begin = i + 1;
        blank = true;
      } else {
        blank &= body[i] == ' ' || body[i] == '\t' || body[i] == '\r';
      }
    }
    return lines;
  }
}
