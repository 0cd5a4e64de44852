package dev.millrace.schemas.spec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.EventSchema;
import dev.millrace.record.Governance;
import dev.millrace.record.PiiAction;
import dev.millrace.record.SchemaFormat;
import dev.millrace.schemas.event.SchemaCheck;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code schema}: the file that it names, read and checked. */
final class EventSchemas {

  /** The text travels in the spec's record. */
  private static final int MAX_BYTES = 512 * 1024;

  private final SchemaFiles files;

  /**
   * What the file says.
   *
   * @param pii what its tags say about personal data, by path
   */
  record Read(@Nullable EventSchema schema, Map<String, PiiAction> pii) {

    private static final Read NOTHING = new Read(null, Map.of());

    /** The spec's governance with that of the tags; at the same path the spec's word counts. */
    @Nullable Governance complete(@Nullable Governance governance) {
      if (governance == null || pii.isEmpty()) {
        return governance;
      }
      Map<String, PiiAction> all = new HashMap<>(pii);
      all.putAll(governance.getPii());
      return Governance.newBuilder(governance).setPii(all).build();
    }
  }

  EventSchemas(SchemaFiles files) {
    this.files = files;
  }

  /**
   * The schema in the file; nothing where the spec names none or a problem has been noted.
   *
   * @param governance of the same spec
   */
  Read read(Section spec, Field<String> field, @Nullable Governance governance) {
    String name = spec.read(field);
    if (name == null) {
      return Read.NOTHING;
    }
    try {
      String text = files.text(name);
      if (text.getBytes(UTF_8).length > MAX_BYTES) {
        spec.wrong(field, "the file " + name + " is longer than " + MAX_BYTES + " bytes");
        return Read.NOTHING;
      }
      SchemaFormat format = name.endsWith(".avsc") ? SchemaFormat.AVRO : SchemaFormat.JSON_SCHEMA;
      EventSchema schema = new EventSchema(format, text);
      Set<String> settled = governance == null ? Set.of() : governance.getPii().keySet();
      SchemaCheck check = SchemaCheck.of(schema, settled);
      if (check instanceof SchemaCheck.Sound sound) {
        return new Read(schema, sound.pii());
      }
      ((SchemaCheck.Unsound) check)
          .defects()
          .forEach(defect -> spec.wrong(field, "the file " + name + " " + defect));
    } catch (NoSuchFileException e) {
      spec.wrong(field, "there is no file " + name + "; its name is relative to the spec");
    } catch (CharacterCodingException e) {
      spec.wrong(field, "the file " + name + " is not UTF-8");
    } catch (IOException e) {
      spec.wrong(field, "the file " + name + " cannot be read: " + e.getMessage());
    }
    return Read.NOTHING;
  }
}
