package dev.millrace.inference.domain.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.schemas.Sha256;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A batch job as it is asked for: which requests are in it, and by which token it is found again.
 *
 * <p><i>Shape</i>: the same requests to the same model make the same order, in whatever sequence
 * they came. So the job that a crash left behind is the one that is found, and no second is paid
 * for.
 *
 * @param token letters and digits, derived from all the rest
 * @param form of the records
 * @param requestIds in the order of the records of the job; at least one, none twice
 */
public record BatchOrder(
    String token, String pipeline, ModelRoute route, RecordForm form, List<String> requestIds) {

  private static final int MAX_NAME = 63;
  private static final int NAME_TOKEN = 16;
  private static final String NAME_BEGINNING = "millrace-";

  public BatchOrder {
    requestIds = List.copyOf(requestIds);
    if (requestIds.isEmpty()) {
      throw new IllegalArgumentException("a batch job needs a request");
    }
  }

  /**
   * The order of what was collected together.
   *
   * @param deadlines by id of the request; one that is asked for anew has another
   */
  public static BatchOrder of(Collected what, Map<String, Instant> deadlines) {
    SortedMap<String, Instant> sorted = new TreeMap<>(deadlines);
    return new BatchOrder(
        token(what, sorted),
        what.pipeline(),
        what.route(),
        what.form(),
        List.copyOf(sorted.keySet()));
  }

  /** What its records have in common. */
  public Collected what() {
    return new Collected(pipeline, route, form);
  }

  /** What the job is called at the endpoint: the pipeline for people, the token for programs. */
  public String jobName() {
    int room = MAX_NAME - NAME_BEGINNING.length() - NAME_TOKEN - 1;
    String people = pipeline.substring(0, Math.min(room, pipeline.length()));
    return NAME_BEGINNING + people + "-" + token.substring(0, NAME_TOKEN);
  }

  private static String token(Collected what, SortedMap<String, Instant> deadlines) {
    MessageDigest digest = Sha256.begin();
    for (String part :
        List.of(
            what.pipeline(),
            what.route().modelId(),
            String.valueOf(what.route().version()),
            what.form().name())) {
      add(digest, part);
    }
    deadlines.forEach((id, deadline) -> add(digest, id + "@" + deadline.toEpochMilli()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** With its length, so that no two lists read the same. */
  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(UTF_8);
    digest.update(
        new byte[] {
          (byte) (bytes.length >>> 24),
          (byte) (bytes.length >>> 16),
          (byte) (bytes.length >>> 8),
          (byte) bytes.length
        });
    digest.update(bytes);
  }
}
