package dev.millrace.inference.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.CallResult.Report;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.batch.RecordForm;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of a batch job's files: a record each.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Format and upload your batch inference data" and
 * "View the results of a batch inference job".
 */
final class BatchLines {

  private static final Logger LOG = LoggerFactory.getLogger(BatchLines.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Eleven letters and digits, as the guide has them; of a number that an int holds. */
  private static final Pattern OWN_ID = Pattern.compile("R0\\d{9}");

  private BatchLines() {}

  /** The input of a job, line by line: it may be large, and is never in memory in one piece. */
  static List<byte[]> input(List<ModelCall> records) {
    List<byte[]> lines = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      ObjectNode line = JSON.createObjectNode();
      line.put("recordId", recordId(i));
      line.set("modelInput", body(records.get(i)));
      lines.add((line + "\n").getBytes(UTF_8));
    }
    return lines;
  }

  /**
   * Reads the output of a job. A line that is none of ours says nothing: its record is one that the
   * job did not answer.
   *
   * @param jobId its own, which with the record's makes the id of the call
   */
  static void output(
      BufferedReader lines, RecordForm form, String jobId, BiConsumer<Integer, CallResult> to)
      throws IOException {
    int strange = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode record = tree(line);
      String id = record.path("recordId").asText();
      if (OWN_ID.matcher(id).matches()) {
        to.accept(Integer.parseInt(id.substring(1)), result(record, form, jobId + "/" + id));
      } else if (!line.isBlank()) {
        strange++;
      }
    }
    if (strange > 0) {
      LOG.warn("the output of batch job {} has {} lines that are not understood", jobId, strange);
    }
  }

  private static String recordId(int place) {
    return String.format(Locale.ROOT, "R%010d", place);
  }

  private static JsonNode body(ModelCall call) {
    if (call.input() instanceof ModelInput.Chat chat) {
      return ConverseBodies.of(call, chat, BedrockModels.metadata(call));
    }
    if (call.input() instanceof ModelInput.Embedding embedding) {
      return JSON.valueToTree(EmbeddingBodies.of(call.route().modelId(), embedding.texts()));
    }
    throw new AssertionError(call.input());
  }

  private static CallResult result(JsonNode record, RecordForm form, String callId) {
    JsonNode output = record.path("modelOutput");
    if (output.isObject()) {
      return switch (form) {
        case CONVERSE -> conversed(output, callId);
        case INVOKE_MODEL -> invoked(output, callId);
      };
    }
    int code = record.path("error").path("errorCode").asInt();
    Cause cause = code == 0 ? Cause.BATCH_FAILED : Failures.byStatus(code);
    return new CallResult.Failed(
        cause, "the batch job says error " + code + " of it", Optional.of(callId));
  }

  private static CallResult conversed(JsonNode output, String callId) {
    JsonNode latency = output.path("metrics").path("latencyMs");
    return new CallResult.Answered(
        ConverseBodies.content(output),
        ConverseBodies.stopReason(output),
        report(
            callId,
            Usages.of(output.path("usage")),
            latency.isNumber() ? Optional.of(latency.asLong()) : Optional.empty()));
  }

  private static CallResult invoked(JsonNode output, String callId) {
    JsonNode counted = output.path("inputTextTokenCount");
    Optional<TokenUsage> usage =
        counted.isNumber()
            ? Optional.of(new TokenUsage(counted.asLong(), 0L, 0L, 0L, 0L))
            : Optional.empty();
    return new CallResult.Answered(
        EmbeddingBodies.content(output),
        ConverseBodies.END,
        report(callId, usage, Optional.empty()));
  }

  private static Report report(
      String callId, Optional<TokenUsage> usage, Optional<Long> latencyMillis) {
    return new Report(Optional.of(callId), usage, latencyMillis, Optional.of(Report.BATCH_TIER));
  }

  private static JsonNode tree(String line) {
    try {
      JsonNode read = JSON.readTree(line);
      return read == null ? JSON.missingNode() : read;
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
