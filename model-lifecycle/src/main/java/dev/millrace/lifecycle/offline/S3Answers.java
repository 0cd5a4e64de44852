package dev.millrace.lifecycle.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Answers in a bucket: files of one JSON object a line, below the folder of their run and model.
 * What is added is written at once; the newest file of a model is written again with it, until it
 * has {@value #PART} answers: few files are read, and none grows long.
 *
 * <p><i>Owner</i>: each writer has files of its own name, so two that know nothing of each other
 * take nothing from each other.
 *
 * <p><i>Threads</i>: one.
 */
public final class S3Answers implements AnswerStore {

  static final int PART = 25;

  private static final JsonMapper JSON = new JsonMapper();

  private final S3Client files;
  private final String bucket;
  private final String folder;
  private final String writer;
  private final Map<String, Part> newest = new HashMap<>();

  /** A file. */
  private record Part(int number, Map<String, ModelAnswer> answers) {

    Part {
      answers = Map.copyOf(answers);
    }

    /** The file in which there is room for more. */
    Part with(Map<String, ModelAnswer> more) {
      Map<String, ModelAnswer> all = new HashMap<>(answers.size() < PART ? answers : Map.of());
      all.putAll(more);
      return new Part(answers.size() < PART ? number : number + 1, all);
    }
  }

  /**
   * Those of one run.
   *
   * @param folder of the run, without slashes around it
   * @param writer another for each that may write
   */
  public S3Answers(S3Client files, String bucket, String folder, String writer) {
    this.files = files;
    this.bucket = bucket;
    this.folder = folder;
    this.writer = writer;
  }

  @Override
  public Map<String, ModelAnswer> read(String model) throws IOException {
    Map<String, ModelAnswer> answers = new HashMap<>();
    try {
      for (String key : keys(model)) {
        String text = files.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
        for (String line : text.lines().toList()) {
          JsonNode json = JSON.readTree(line);
          answers.put(json.path("id").asText(), answer(json));
        }
      }
    } catch (SdkException e) {
      throw new IOException("the answers in s3://" + bucket + "/" + folder + " are not told", e);
    }
    return answers;
  }

  @Override
  public void add(String model, Map<String, ModelAnswer> answers) throws IOException {
    Part part = newest.getOrDefault(model, new Part(1, Map.of())).with(answers);
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(part.answers())
        .forEach((id, answer) -> lines.append(line(id, answer)).append('\n'));
    try {
      String key = prefix(model) + String.format("part-%s-%06d.jsonl", writer, part.number());
      files.putObject(
          put -> put.bucket(bucket).key(key),
          RequestBody.fromBytes(lines.toString().getBytes(UTF_8)));
      newest.put(model, part);
    } catch (SdkException e) {
      throw new IOException("answers are not taken by s3://" + bucket + "/" + folder, e);
    }
  }

  private String prefix(String model) {
    return folder + "/answers/" + model + "/";
  }

  private List<String> keys(String model) {
    List<String> keys = new ArrayList<>();
    files
        .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix(model)))
        .contents()
        .stream()
        .map(S3Object::key)
        .forEach(keys::add);
    return keys;
  }

  private static ObjectNode line(String id, ModelAnswer answer) {
    ObjectNode line = JSON.createObjectNode().put("id", id);
    answer.label().ifPresent(label -> line.put("label", label));
    answer.cost().ifPresent(cost -> line.put("cost", cost.toPlainString()));
    return line.put("latencyMillis", answer.latencyMillis());
  }

  private static ModelAnswer answer(JsonNode json) {
    return new ModelAnswer(
        Optional.ofNullable(json.get("label")).map(JsonNode::asText),
        Optional.ofNullable(json.get("cost")).map(JsonNode::asText).map(BigDecimal::new),
        json.path("latencyMillis").asLong());
  }
}
