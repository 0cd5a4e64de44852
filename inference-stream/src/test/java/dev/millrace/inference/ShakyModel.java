package dev.millrace.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.inference.domain.CallResult;
import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A model that answers with the label that a text names, alone or packed, and does everything that
 * models and endpoints do: it throttles, breaks off, passes records over, says more than it was
 * asked, and trips over what is poison to it.
 */
final class ShakyModel {

  static final String BLOCKED = "BLOCKED";
  static final String TOO_LONG = "TOO-LONG";
  static final String CONFUSING = "CONFUSING";

  private static final Pattern LABEL = Pattern.compile("label-\\d+");
  private static final Pattern RECORD =
      Pattern.compile("\\{\"i\":(\\d+),\"text\":(\"(?:[^\"\\\\]|\\\\.)*\")}");

  private final SplittableRandom random;
  private final Map<String, TokenUsage> meter = new HashMap<>();
  private int calls;

  ShakyModel(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Tokens of all calls that it answered, by the id that it gave. */
  synchronized Map<String, TokenUsage> meter() {
    return Map.copyOf(meter);
  }

  synchronized CompletableFuture<CallResult> call(ModelCall call) {
    calls++;
    String id = "endpoint-" + calls;
    ModelInput.Chat chat = (ModelInput.Chat) call.input();
    boolean isPacked = call.isShared();
    int dice = random.nextInt(100);
    if (dice < 10) {
      return failed(Cause.THROTTLED, id);
    }
    if (isPacked && dice < 15) {
      return failed(Cause.TIMEOUT, id);
    }
    if (chat.user().contains(TOO_LONG)) {
      return failed(Cause.INVALID_REQUEST, id);
    }
    String stop = chat.user().contains(BLOCKED) ? "guardrail_intervened" : "end_turn";
    String text = isPacked ? packed(chat.user(), dice) : label(chat.user());
    if (isPacked && dice >= 15 && dice < 25 && !chat.user().contains(BLOCKED)) {
      text = text.substring(0, random.nextInt(text.length()));
      stop = "max_tokens";
    }
    return answered(id, chat, text, stop);
  }

  private String packed(String message, int dice) {
    List<String> elements =
        RECORD
            .matcher(message)
            .results()
            .filter(record -> dice >= 35 || random.nextInt(4) > 0)
            .map(record -> element(record.group(1), label(record.group(2))))
            .collect(Collectors.toList());
    if (dice > 95) {
      elements.add(element("0", "label-0"));
    }
    return elements.toString();
  }

  private static String element(String index, String label) {
    return "{\"i\":" + index + ",\"label\":\"" + label + "\"}";
  }

  /** Who confuses it gets no label. */
  private static String label(String text) {
    return LABEL
        .matcher(text)
        .results()
        .map(found -> found.group())
        .filter(found -> !text.contains(CONFUSING))
        .findFirst()
        .orElse("what?");
  }

  private CompletableFuture<CallResult> answered(
      String id, ModelInput.Chat chat, String text, String stop) {
    TokenUsage usage =
        new TokenUsage(
            1L + (chat.user() + chat.system().orElse("")).getBytes(UTF_8).length / 4,
            1L + text.length() / 4,
            0L,
            0L,
            0L);
    meter.put(id, usage);
    return CompletableFuture.completedFuture(
        new CallResult.Answered(
            new CallResult.Content.Text(text),
            stop,
            new CallResult.Report(
                Optional.of(id), Optional.of(usage), Optional.empty(), Optional.empty())));
  }

  private static CompletableFuture<CallResult> failed(Cause cause, String id) {
    return CompletableFuture.completedFuture(
        new CallResult.Failed(cause, "the endpoint said so", Optional.of(id)));
  }
}
