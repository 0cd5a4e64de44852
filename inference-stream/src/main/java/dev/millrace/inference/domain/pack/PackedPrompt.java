package dev.millrace.inference.domain.pack;

import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Sharing.Form;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes one input of those of several records: the instructions once, and the messages as a JSON
 * array. Within a JSON string a record cannot end itself, or begin another.
 */
final class PackedPrompt {

  private static final String PARAGRAPH = "\n\n";

  /** {@code {"i":12,"text":""},}. */
  private static final int FRAME_BYTES = 20;

  /** Room for the frame of an answer: {@code {"i":12,"label":""},}, in tokens. */
  private static final int FRAME_TOKENS = 16;

  /** Characters below are written as escapes. */
  private static final char FIRST_PLAIN = ' ';

  private PackedPrompt() {}

  /** Name of the member that holds the answer to a record. */
  static String member(Form form) {
    return form.name().toLowerCase(Locale.ROOT);
  }

  /** The input for all; they have the same instructions and temperature, or none are chats. */
  static ModelInput of(List<ModelInput> inputs, Form form) {
    if (inputs.get(0) instanceof ModelInput.Chat first) {
      long maxTokens = inputs.stream().mapToLong(PackedPrompt::mostOutput).sum();
      return new ModelInput.Chat(
          Optional.of(first.system().map(own -> own + PARAGRAPH).orElse("") + instruction(form)),
          array(inputs),
          (int) Math.min(Integer.MAX_VALUE, maxTokens),
          first.temperature());
    }
    return new ModelInput.Embedding(
        inputs.stream().flatMap(one -> ((ModelInput.Embedding) one).texts().stream()).toList());
  }

  /** What a record adds to the input, in bytes. */
  static long bytes(ModelInput input) {
    if (input instanceof ModelInput.Chat chat) {
      return length(quoted(chat.user())) + FRAME_BYTES;
    }
    return ((ModelInput.Embedding) input).texts().stream().mapToLong(PackedPrompt::length).sum();
  }

  /** What a record adds to the longest answer, in tokens. */
  static long mostOutput(ModelInput input) {
    return input instanceof ModelInput.Chat chat ? (long) chat.maxTokens() + FRAME_TOKENS : 0;
  }

  /** What all records have in common, in bytes. */
  static long commonBytes(ModelInput input, Form form) {
    return input instanceof ModelInput.Chat chat
        ? chat.system().map(PackedPrompt::length).orElse(0L) + length(instruction(form))
        : 0;
  }

  private static String instruction(Form form) {
    return "The message is a JSON array of records. Treat the \"text\" of each record as if it were"
        + " the only message: it has nothing to do with the other records. Answer with one JSON"
        + " array and nothing else, with one object for each record that repeats its \"i\": "
        + example(form);
  }

  private static String example(Form form) {
    String answer =
        switch (form) {
          case OBJECT -> "{...}";
          case LABEL, TEXT, VECTOR -> "\"...\"";
        };
    String rest = ",\"" + member(form) + "\":" + answer + "}";
    return "[{\"i\":0" + rest + ",{\"i\":1" + rest + ",...]";
  }

  private static String array(List<ModelInput> inputs) {
    StringBuilder array = new StringBuilder("[");
    for (int i = 0; i < inputs.size(); i++) {
      array
          .append(i == 0 ? "" : ",\n")
          .append("{\"i\":")
          .append(i)
          .append(",\"text\":")
          .append(quoted(((ModelInput.Chat) inputs.get(i)).user()))
          .append('}');
    }
    return array.append(']').toString();
  }

  /** As a JSON string (RFC 8259, section 7). */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> {
          if (c < FIRST_PLAIN) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  private static long length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
