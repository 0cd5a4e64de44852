package dev.millrace.bedrock.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bedrock.disk.BoundedLines;
import dev.millrace.bedrock.disk.LineFile;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Uri;
import dev.millrace.bedrock.s3.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes over the input of a job, once and for all: what becomes of the objects later is nothing to
 * it.
 *
 * <p><i>Shape</i>: an object, or all whose names begin with the URI's path and end with {@code
 * .jsonl}; every line {@code {"recordId": text, "modelInput": object}}. A record without an id gets
 * one. Whether a model takes its input is not looked at, as on Bedrock.
 */
final class JobInput {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String SUFFIX = ".jsonl";

  /** As long as a body of InvokeModel may be here. */
  private static final int LINE_BYTES = 16 * 1024 * 1024;

  /** Why a job fails before it begins. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  private final ObjectStore objects;
  private final BatchConduct.Limits limits;

  JobInput(ObjectStore objects, BatchConduct.Limits limits) {
    this.objects = objects;
    this.limits = limits;
  }

  /**
   * Copies the records of a job.
   *
   * @param to is emptied first
   */
  List<Job.Input> take(Job job, LineFile to) throws RefusedException {
    to.clear();
    S3Uri output = job.request().output();
    if (!objects.hasBucket(output.bucket())) {
      throw new RefusedException("The bucket of the output " + output + " does not exist.");
    }
    List<Job.Input> inputs = new ArrayList<>();
    for (StoredObject object : sources(job.request().input())) {
      int before = to.size();
      copy(new S3Uri(job.request().input().bucket(), object.key()), to);
      inputs.add(new Job.Input(name(job.request().input(), object), to.size() - before));
    }
    if (to.size() < limits.minRecords()) {
      throw new RefusedException(
          "Batch job "
              + job.id()
              + " contains less records ("
              + to.size()
              + ") than the required minimum of: "
              + limits.minRecords());
    }
    return inputs;
  }

  private List<StoredObject> sources(S3Uri input) throws RefusedException {
    if (!objects.hasBucket(input.bucket())) {
      throw new RefusedException("The bucket of the input " + input + " does not exist.");
    }
    List<StoredObject> sources =
        objects
            .find(input)
            .map(List::of)
            .orElseGet(
                () ->
                    objects.list(new S3Uri(input.bucket(), input.folder())).stream()
                        .filter(object -> object.key().endsWith(SUFFIX))
                        .toList());
    if (sources.isEmpty()) {
      throw new RefusedException("There is no " + SUFFIX + " file at the input " + input + ".");
    }
    if (sources.size() == 1 && !sources.get(0).key().endsWith(SUFFIX)) {
      throw new RefusedException("The input " + input + " is not a " + SUFFIX + " file.");
    }
    return sources;
  }

  private static String name(S3Uri input, StoredObject object) {
    String key = object.key();
    return key.equals(input.key())
        ? key.substring(key.lastIndexOf('/') + 1)
        : key.substring(input.folder().length());
  }

  private void copy(S3Uri object, LineFile to) throws RefusedException {
    Optional<InputStream> opened = objects.bytes(object);
    if (opened.isEmpty()) {
      throw new RefusedException("The input " + object + " does not exist any more.");
    }
    try (BoundedLines lines = new BoundedLines(opened.get(), LINE_BYTES)) {
      for (Optional<BoundedLines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        String where = "line " + line.get().number() + " of " + object.key();
        Optional<String> text = line.get().text();
        if (text.isEmpty()) {
          throw new RefusedException("The " + where + " is longer than " + LINE_BYTES + " bytes.");
        }
        if (!text.get().isBlank()) {
          if (to.size() == limits.maxRecords()) {
            throw new RefusedException(
                "The job contains more records than the maximum of: " + limits.maxRecords());
          }
          to.append(record(text.get(), where, to.size()).toString().getBytes(UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode record(String line, String where, int number) throws RefusedException {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new RefusedException("The " + where + " is not valid JSON.");
    }
    if (!(json instanceof ObjectNode record) || !json.path("modelInput").isObject()) {
      throw new RefusedException("The " + where + " is not an object with a modelInput object.");
    }
    if (record.path("recordId").isMissingNode()) {
      record.put("recordId", String.format(Locale.ROOT, "CALL%07d", number + 1));
    }
    if (!record.path("recordId").isTextual()) {
      throw new RefusedException("The recordId in " + where + " is not a string.");
    }
    return record;
  }
}
