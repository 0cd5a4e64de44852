package dev.millrace.schemas.wire;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes records as Avro does, with long texts by {@link LongTexts}.
 *
 * @param <V> type of the records
 */
final class TextWriter<V> extends SpecificDatumWriter<V> {

  /** Up to this length Avro (1.12) goes through the characters itself, and nothing is gained. */
  static final int SHORT = 128;

  /** Longer texts would need much room beside their own. */
  static final int LONG = 1024 * 1024;

  TextWriter(Schema schema, SpecificData model) {
    super(schema, model);
  }

  @Override
  protected void writeString(Object datum, Encoder out) throws IOException {
    if (datum instanceof String text && text.length() > SHORT && text.length() <= LONG) {
      EncodingBuffer.ofThisThread().longTexts().write(text, out);
    } else {
      super.writeString(datum, out);
    }
  }
}
