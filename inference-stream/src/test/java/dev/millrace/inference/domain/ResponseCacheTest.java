package dev.millrace.inference.domain;

import static dev.millrace.inference.domain.Requests.BEGINNING;
import static dev.millrace.inference.domain.Requests.NOVA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResponseCacheTest {

  private static final Duration AGE = Duration.ofMinutes(10);
  private static final Instant NOW = BEGINNING;

  private final ResponseCache cache = new ResponseCache(new ResponseCache.Bounds(3, 100_000));

  @Test
  void givesAnAnswerAgainWhileItIsYoung() {
    ResponseCache.Hit hit = hit("billing");
    cache.keep(key("a"), hit, NOW);

    assertThat(cache.find(key("a"), AGE, NOW.plus(AGE).minusMillis(1))).contains(hit);
    assertThat(cache.find(key("a"), AGE, NOW.plus(AGE))).isEmpty();
    assertThat(cache.size()).as("what is too old is gone").isZero();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void goesByTheAgeOfWhoAsks() {
    cache.keep(key("a"), hit("billing"), NOW);

    assertThat(cache.find(key("a"), Duration.ofHours(1), NOW.plusSeconds(1_800))).isPresent();
    assertThat(cache.find(key("a"), Duration.ofSeconds(1), NOW.plusSeconds(1_800))).isEmpty();
  }

  @Test
  void neverPassesAnswersOnToOthers() {
    ResponseCache.Key own = new ResponseCache.Key("t", "p", 1, NOVA, "d");
    cache.keep(own, hit("billing"), NOW);

    assertThat(
            List.of(
                new ResponseCache.Key("u", "p", 1, NOVA, "d"),
                new ResponseCache.Key("t", "q", 1, NOVA, "d"),
                new ResponseCache.Key("t", "p", 2, NOVA, "d"),
                new ResponseCache.Key(
                    "t", "p", 1, new ModelRoute(NOVA.modelId(), 4, NOVA.part()), "d"),
                new ResponseCache.Key("t", "p", 1, ModelRoute.fallback("other"), "d"),
                new ResponseCache.Key("t", "p", 1, NOVA, "e")))
        .allSatisfy(other -> assertThat(cache.find(other, AGE, NOW)).isEmpty());
    assertThat(cache.find(own, AGE, NOW)).isPresent();
  }

  @Test
  void dropsWhatWasNotUsedForLongest() {
    cache.keep(key("a"), hit("1"), NOW);
    cache.keep(key("b"), hit("2"), NOW);
    cache.keep(key("c"), hit("3"), NOW);
    cache.find(key("a"), AGE, NOW);
    cache.keep(key("d"), hit("4"), NOW);

    assertThat(cache.find(key("b"), AGE, NOW)).isEmpty();
    assertThat(List.of("a", "c", "d"))
        .allSatisfy(left -> assertThat(cache.find(key(left), AGE, NOW)).isPresent());
  }

  @Test
  void takesNoMoreBytesThanItMay() {
    ResponseCache small = new ResponseCache(new ResponseCache.Bounds(1_000, 10_000));
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      small.keep(key("k" + random.nextInt(50)), hit("x".repeat(random.nextInt(2_000))), NOW);
      assertThat(small.bytes()).as("seed %d, step %d", seed, i).isBetween(1L, 10_000L);
    }
    small.keep(key("large"), hit("x".repeat(10_000)), NOW);

    assertThat(small.find(key("large"), AGE, NOW)).isEmpty();
    assertThat(small.size()).as("nothing else goes for what does not fit").isPositive();
  }

  /** Two bytes a character of all texts, and 300 beside them. */
  @Test
  void keepsWhatJustFits() {
    ResponseCache.Key key =
        new ResponseCache.Key("tenant", "pipe", 1, ModelRoute.fallback("model"), "digest");
    ResponseCache.Hit text = new ResponseCache.Hit(new Answer.Text("text"), "stop", "request");
    ResponseCache.Hit label = new ResponseCache.Hit(new Answer.Label("label"), "stop", "request");
    long size = 300 + 2 * (6 + 4 + 5 + 6 + 4 + 4 + 7);

    assertThat(kept(1, size, key, text).bytes()).isEqualTo(size);
    assertThat(kept(1, size - 1, key, text).size()).isZero();
    assertThat(kept(1, size + 2, key, label).bytes()).isEqualTo(size + 2);
    assertThat(kept(0, size, key, text).size()).isZero();
  }

  private static ResponseCache kept(
      int entries, long bytes, ResponseCache.Key key, ResponseCache.Hit hit) {
    ResponseCache cache = new ResponseCache(new ResponseCache.Bounds(entries, bytes));
    cache.keep(key, hit, NOW);
    return cache;
  }

  @Test
  void forgetsTheAnswerThatANewOneReplaces() {
    cache.keep(key("a"), hit("x".repeat(1_000)), NOW);
    long before = cache.bytes();
    cache.keep(key("a"), hit("y"), NOW.plusSeconds(1));

    assertThat(cache.find(key("a"), AGE, NOW.plusSeconds(1))).contains(hit("y"));
    assertThat(cache.size()).isEqualTo(1);
    assertThat(cache.bytes()).isLessThan(before);
  }

  @Test
  void countsVectors() {
    cache.keep(
        key("v"),
        new ResponseCache.Hit(
            new Answer.Vector(Collections.nCopies(4_000, 0.5f)), "end_turn", "request-1"),
        NOW);

    assertThat(cache.bytes()).isBetween(64_000L, 70_000L);
  }

  @Test
  void tellsCallsApartByAllThatTheModelIsGiven() {
    ModelInput.Chat chat = new ModelInput.Chat(Optional.of("ab"), "cd", 16, OptionalDouble.of(0));
    GuardrailId guardrail = new GuardrailId("g", "1");
    Set<String> digests = new HashSet<>();
    List<String> all =
        List.of(
            digest(chat),
            CallDigest.of(Task.EXTRACTION, chat, Optional.empty()),
            CallDigest.of(Task.CLASSIFICATION, chat, Optional.of(guardrail)),
            CallDigest.of(Task.CLASSIFICATION, chat, Optional.of(new GuardrailId("g", "2"))),
            digest(new ModelInput.Chat(Optional.of("a"), "bcd", 16, OptionalDouble.of(0))),
            digest(new ModelInput.Chat(Optional.empty(), "abcd", 16, OptionalDouble.of(0))),
            digest(new ModelInput.Chat(Optional.of(""), "abcd", 16, OptionalDouble.of(0))),
            digest(new ModelInput.Chat(Optional.of("ab"), "cd", 17, OptionalDouble.of(0))),
            digest(new ModelInput.Chat(Optional.of("ab"), "cd", 16, OptionalDouble.empty())),
            digest(chat.corrected(new ModelInput.Correction("e", "f"))),
            digest(chat.corrected(new ModelInput.Correction("g", "f"))),
            digest(chat.corrected(new ModelInput.Correction("e", "g"))),
            CallDigest.of(Task.CLASSIFICATION, chat, Optional.of(new GuardrailId("h", "1"))),
            digest(new ModelInput.Embedding("cd")),
            digest(new ModelInput.Embedding("ce")),
            digest(new ModelInput.Embedding(List.of("c", "d"))),
            digest(new ModelInput.Embedding(List.of("d", "c"))));
    digests.addAll(all);

    assertThat(digests).hasSameSizeAs(all);
    assertThat(digest(chat))
        .hasSize(64)
        .isEqualTo(digest(new ModelInput.Chat(Optional.of("ab"), "cd", 16, OptionalDouble.of(0))));
  }

  private static String digest(ModelInput input) {
    return CallDigest.of(Task.CLASSIFICATION, input, Optional.empty());
  }

  private static ResponseCache.Key key(String digest) {
    return new ResponseCache.Key("t", "p", 1, NOVA, digest);
  }

  private static ResponseCache.Hit hit(String text) {
    return new ResponseCache.Hit(new Answer.Text(text), "end_turn", "request-1");
  }
}
