package dev.millrace.ingestion.domain.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes JSON: values that were read keep their bytes, what is new is written compactly. */
final class JsonText {

  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

  private JsonText() {}

  static Slice object(Map<String, JsonValue> members) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write('{');
    Iterator<Map.Entry<String, JsonValue>> all = members.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, JsonValue> member = all.next();
      quote(member.getKey(), text);
      text.write(':');
      copy(member.getValue(), text);
      if (all.hasNext()) {
        text.write(',');
      }
    }
    text.write('}');
    return whole(text);
  }

  static Slice array(List<JsonValue> items) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        text.write(',');
      }
      copy(items.get(i), text);
    }
    text.write(']');
    return whole(text);
  }

  static Slice literal(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Slice(bytes, 0, bytes.length);
  }

  static Slice string(String value) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(value.length() + 2);
    quote(value, text);
    return whole(text);
  }

  private static void copy(JsonValue value, ByteArrayOutputStream to) {
    Slice slice = value.slice();
    to.write(slice.source(), slice.from(), slice.length());
  }

  /** <i>Source</i>: RFC 8259, section 7. */
  private static void quote(String value, ByteArrayOutputStream to) {
    byte[] bytes = value.getBytes(UTF_8);
    int plain = 0;
    to.write('"');
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '"' || b == '\\') {
        to.write(bytes, plain, i - plain);
        to.write('\\');
        plain = i;
      } else if (b >= 0 && b < ' ') {
        to.write(bytes, plain, i - plain);
        to.writeBytes(new byte[] {'\\', 'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
        plain = i + 1;
      }
    }
    to.write(bytes, plain, bytes.length - plain);
    to.write('"');
  }

  private static Slice whole(ByteArrayOutputStream text) {
    byte[] bytes = text.toByteArray();
    return new Slice(bytes, 0, bytes.length);
  }
}
