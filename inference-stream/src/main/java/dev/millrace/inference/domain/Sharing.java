package dev.millrace.inference.domain;

import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.Task;
import java.time.Duration;
import java.util.Optional;

/**
 * On what terms a request shares its next call with others.
 *
 * @param most records in the call, itself included; at least 1, which is a call of its own
 * @param patience how long it waits for the others at most
 * @param form what each of them is answered with
 */
public record Sharing(int most, Duration patience, Form form) {

  /** Most texts that a model of Cohere embeds in one call. */
  private static final int MOST_TEXTS = 96;

  /** What each record of a shared call is answered with. */
  public enum Form {
    /** One of the labels. */
    LABEL,
    /** One JSON object. */
    OBJECT,
    /** Free text. */
    TEXT,
    /** An embedding. */
    VECTOR
  }

  public Sharing {
    if (most < 1 || patience.isNegative()) {
      throw new IllegalArgumentException(
          "expected at least 1 record and a wait that is not negative, got "
              + most
              + " and "
              + patience);
    }
  }

  /** What a pipeline's spec says of its requests; nothing where each has its own call. */
  public static Optional<Sharing> of(Batching batching, Task task) {
    if (batching.getMode() == BatchingMode.SINGLE) {
      return Optional.empty();
    }
    Form form = form(task);
    int most = batching.getMaxRecords();
    return Optional.of(
        new Sharing(
            form == Form.VECTOR ? Math.min(MOST_TEXTS, most) : most,
            Duration.ofMillis(batching.getMaxWaitMillis()),
            form));
  }

  /** The same with fewer others; never with more than before. */
  public Sharing upTo(int fewer) {
    return new Sharing(Math.min(most, fewer), patience, form);
  }

  /** The larger half of those who shared a call. */
  public static int half(int records) {
    return (records + 1) / 2;
  }

  /** Whether such a call to the model can be shared at all; a conversation that goes on cannot. */
  boolean isPossible(ModelRoute route, ModelInput input) {
    return most > 1
        && (form != Form.VECTOR || takesTexts(route.modelId()))
        && !(input instanceof ModelInput.Chat chat && chat.correction().isPresent());
  }

  /** Whether a model embeds several texts in one call; Titan's take one. */
  public static boolean takesTexts(String modelId) {
    return modelId.contains("cohere.embed");
  }

  private static Form form(Task task) {
    return switch (task) {
      case CLASSIFICATION -> Form.LABEL;
      case EXTRACTION -> Form.OBJECT;
      case GENERATION -> Form.TEXT;
      case EMBEDDING -> Form.VECTOR;
    };
  }
}
