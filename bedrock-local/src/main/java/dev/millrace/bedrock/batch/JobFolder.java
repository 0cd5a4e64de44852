package dev.millrace.bedrock.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.bedrock.disk.LineFile;
import dev.millrace.bedrock.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is kept of one job: {@code job.json}, how it stands; {@code records.jsonl}, its input as it
 * was when it was validated; {@code results.jsonl}, what became of its first records.
 *
 * @param path its folder
 */
record JobFolder(Path path) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Writes down how a job stands. */
  void save(Job job) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + path + " cannot be made: " + e, e);
    }
    WholeFile.replace(path.resolve("job.json"), job.json().toString().getBytes(UTF_8));
  }

  /** Whether a job was ever written down in it. */
  boolean holdsJob() {
    return Files.exists(path.resolve("job.json"));
  }

  /** How the job stood. */
  Job load() {
    Path file = path.resolve("job.json");
    try {
      return Job.of(JSON.readTree(file.toFile()));
    } catch (IOException e) {
      throw new UncheckedIOException("the batch job " + file + " cannot be read: " + e, e);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the batch job " + file + " is none of this version: move its folder away", e);
    }
  }

  LineFile records() {
    return LineFile.open(path.resolve("records.jsonl"));
  }

  LineFile results() {
    return LineFile.open(path.resolve("results.jsonl"));
  }

  static JsonNode read(byte[] line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException("a line of a batch job is no JSON any more", e);
    }
  }
}
