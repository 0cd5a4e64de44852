package dev.millrace.bedrock.training;

import dev.millrace.bedrock.classifier.Example;
import dev.millrace.bedrock.disk.BoundedLines;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the examples of a job, and tells of every line that is none.
 *
 * <p><i>Size</i>: a line is at most {@value #LINE_BYTES} bytes, and there are as many as the limits
 * allow.
 */
final class TrainingData {

  private static final int LINE_BYTES = 1024 * 1024;

  /** What is told of broken lines fits into a failureMessage of the service model, 2048. */
  private static final int TOLD_CHARACTERS = 1600;

  private static final int URI_CHARACTERS = 300;

  /** What is answered is one of a few, or it is nothing that can be learned here. */
  private static final int MOST_LABELS = 1000;

  private final ObjectStore objects;
  private final TrainingConduct.Limits limits;

  /** What is wrong with lines, as much of it as is told. */
  private static final class Broken {

    private final StringBuilder told = new StringBuilder();
    private int lines;
    private int untold;

    void add(int number, String what) {
      lines++;
      String next = (told.isEmpty() ? "" : "; ") + "line " + number + " " + what;
      if (untold == 0 && told.length() + next.length() <= TOLD_CHARACTERS) {
        told.append(next);
      } else {
        untold++;
      }
    }

    void refuse(S3Uri uri) throws RefusedDataException {
      if (lines > 0) {
        throw new RefusedDataException(
            lines
                + (lines == 1 ? " line of " : " lines of ")
                + shown(uri)
                + " cannot be used: "
                + told
                + (untold == 0 ? "." : "; and " + untold + " more."));
      }
    }
  }

  TrainingData(ObjectStore objects, TrainingConduct.Limits limits) {
    this.objects = objects;
    this.limits = limits;
  }

  /** The examples to train with. */
  List<Example> training(S3Uri uri) throws RefusedDataException {
    List<Example> examples = read(uri);
    if (examples.size() < limits.minRecords()) {
      throw new RefusedDataException(
          "The training data "
              + shown(uri)
              + " has "
              + examples.size()
              + " records, and the minimum is "
              + limits.minRecords()
              + ".");
    }
    Set<String> labels = new HashSet<>();
    examples.forEach(example -> labels.add(example.label()));
    if (labels.size() > MOST_LABELS) {
      throw new RefusedDataException(
          "The training data "
              + shown(uri)
              + " has "
              + labels.size()
              + " different completions. This endpoint trains classifiers: give at most "
              + MOST_LABELS
              + ".");
    }
    return examples;
  }

  /** The examples to validate with, at least one. */
  List<Example> validation(S3Uri uri) throws RefusedDataException {
    List<Example> examples = read(uri);
    if (examples.isEmpty()) {
      throw new RefusedDataException("The validation data " + shown(uri) + " has no records.");
    }
    return examples;
  }

  private List<Example> read(S3Uri uri) throws RefusedDataException {
    Optional<InputStream> found = objects.bytes(uri);
    if (found.isEmpty()) {
      throw new RefusedDataException("There is no object at " + shown(uri) + ".");
    }
    List<Example> examples = new ArrayList<>();
    Broken broken = new Broken();
    try (BoundedLines lines = new BoundedLines(found.get(), LINE_BYTES)) {
      for (Optional<BoundedLines.Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        take(next.get(), examples, broken);
        if (examples.size() > limits.maxRecords()) {
          throw new RefusedDataException(
              shown(uri) + " has more records than the maximum of " + limits.maxRecords() + ".");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(uri + " cannot be read: " + e, e);
    }
    broken.refuse(uri);
    return examples;
  }

  private static void take(BoundedLines.Line line, List<Example> examples, Broken broken) {
    if (line.text().isEmpty()) {
      broken.add(line.number(), "is longer than " + LINE_BYTES + " bytes");
      return;
    }
    if (line.text().get().isBlank()) {
      return;
    }
    try {
      examples.add(TrainingLine.read(line.text().get()));
    } catch (RefusedDataException e) {
      broken.add(line.number(), String.valueOf(e.getMessage()));
    }
  }

  /** So much of it that the message around it keeps its bound. */
  private static String shown(S3Uri uri) {
    String text = uri.toString();
    return text.length() <= URI_CHARACTERS ? text : text.substring(0, URI_CHARACTERS) + "...";
  }
}
