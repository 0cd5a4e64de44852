package dev.millrace.schemas.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.record.EventSchema;
import dev.millrace.record.SchemaFormat;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** {@code schema}: the file that it names, read and checked. */
final class EventSchemas {

  /** The text travels in the spec's record. */
  private static final int MAX_BYTES = 512 * 1024;

  private static final String DRAFT_2020_12 = "https://json-schema.org/draft/2020-12/schema";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final SchemaFiles files;

  EventSchemas(SchemaFiles files) {
    this.files = files;
  }

  /** The schema in the file; nothing where the spec names none or a problem has been noted. */
  @Nullable EventSchema read(Section spec, Field<String> field) {
    String name = spec.read(field);
    if (name == null) {
      return null;
    }
    try {
      String text = files.text(name);
      SchemaFormat format = name.endsWith(".avsc") ? SchemaFormat.AVRO : SchemaFormat.JSON_SCHEMA;
      Optional<String> defect =
          text.getBytes(UTF_8).length > MAX_BYTES
              ? Optional.of("is longer than " + MAX_BYTES + " bytes")
              : format == SchemaFormat.AVRO ? avroDefect(text) : jsonDefect(text);
      defect.ifPresent(what -> spec.wrong(field, "the file " + name + " " + what));
      return defect.isPresent() ? null : new EventSchema(format, text);
    } catch (NoSuchFileException e) {
      spec.wrong(field, "there is no file " + name + "; its name is relative to the spec");
    } catch (CharacterCodingException e) {
      spec.wrong(field, "the file " + name + " is not UTF-8");
    } catch (IOException e) {
      spec.wrong(field, "the file " + name + " cannot be read: " + e.getMessage());
    }
    return null;
  }

  private static Optional<String> avroDefect(String text) {
    try {
      Schema schema = new Schema.Parser().parse(text);
      return schema.getType() == Schema.Type.RECORD
          ? Optional.empty()
          : Optional.of("is the schema of " + schema.getType().getName() + ", expected a record");
    } catch (AvroRuntimeException e) {
      return Optional.of("is no Avro schema: " + firstLine(e));
    }
  }

  private static Optional<String> jsonDefect(String text) {
    try {
      JsonNode schema = JSON.readTree(text);
      if (!schema.isObject()) {
        return Optional.of("is no JSON Schema: expected an object");
      }
      String draft = schema.path("$schema").asText(DRAFT_2020_12);
      return draft.equals(DRAFT_2020_12)
          ? Optional.empty()
          : Optional.of("is written in " + draft + ", expected " + DRAFT_2020_12);
    } catch (JsonProcessingException e) {
      return Optional.of("is not JSON: " + firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
