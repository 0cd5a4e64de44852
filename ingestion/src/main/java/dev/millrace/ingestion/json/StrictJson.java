package dev.millrace.ingestion.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.ingestion.domain.Document;
import dev.millrace.schemas.Cause;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON and lets nothing pass that is not.
 *
 * <p><i>Shape</i>: UTF-8 without a byte order mark; one value and nothing behind it; no name twice
 * in an object; at most {@value #MAX_DEPTH} levels. Numbers keep every digit.
 *
 * <p><i>Source</i>: RFC 8259.
 */
public final class StrictJson {

  private static final int MAX_DEPTH = 500;
  private static final int MAX_NUMBER_LENGTH = 1000;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private StrictJson() {}

  /** What reading gave. */
  public sealed interface Parsed {

    /** It is JSON. */
    record Value(JsonNode node) implements Parsed {}

    /** It is not, for this reason; the reason holds nothing of the content. */
    record Malformed(String reason) implements Parsed {}
  }

  /** Reads one value. */
  public static Parsed parse(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new Parsed.Malformed("the payload is not UTF-8");
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isMissingNode()
          ? new Parsed.Malformed("the payload is empty")
          : new Parsed.Value(node);
    } catch (NumberFormatException e) {
      return new Parsed.Malformed("the payload holds a number whose exponent is out of range");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      return new Parsed.Malformed(
          "the payload is not strict JSON"
              + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
    }
  }

  /** Reads events' payloads: JSON of any media type that says so. */
  public static Document read(String contentType, byte[] payload) {
    if (!isJson(contentType)) {
      return new Document.Broken(
          Cause.UNSUPPORTED_CONTENT_TYPE,
          "the content type is none of application/json and application/*+json");
    }
    Parsed parsed = parse(payload);
    if (parsed instanceof Parsed.Malformed malformed) {
      return new Document.Broken(Cause.MALFORMED_JSON, malformed.reason());
    }
    return new Document.Whole(((Parsed.Value) parsed).node());
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].strip();
    return type.equalsIgnoreCase("application/json")
        || type.matches("(?i)application/[a-z0-9.-]+\\+json");
  }
}
