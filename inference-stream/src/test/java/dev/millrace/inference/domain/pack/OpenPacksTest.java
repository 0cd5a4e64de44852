package dev.millrace.inference.domain.pack;

import static dev.millrace.inference.domain.pack.Arrivals.FOUR;
import static dev.millrace.inference.domain.pack.Arrivals.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.ModelRoute;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.Sharing;
import dev.millrace.inference.domain.Step;
import dev.millrace.inference.domain.pack.OpenPacks.Pack;
import dev.millrace.record.Lane;
import dev.millrace.record.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class OpenPacksTest {

  private static final Instant NOON = Requests.BEGINNING;
  private static final Sharing MANY = new Sharing(100, PATIENCE, Sharing.Form.LABEL);

  private final OpenPacks<String> open = new OpenPacks<>();

  @Test
  void closesAPackThatHasAsManyAsAreAllowed() {
    assertThat(add("a", "1")).isEmpty();
    assertThat(add("a", "2")).isEmpty();
    assertThat(add("a", "3")).isEmpty();
    assertThat(add("a", "4")).containsExactly(List.of("1", "2", "3", "4"));
    assertThat(open.nextClosing()).isEmpty();
    assertThat(add("a", "5")).isEmpty();
  }

  @Test
  void closesAPackWhoseFirstHasWaitedLongEnough() {
    add("a", "1", NOON);
    add("a", "2", NOON.plusMillis(15));

    assertThat(open.nextClosing()).contains(NOON.plus(PATIENCE));
    assertThat(open.closeDue(NOON.plusMillis(19))).isEmpty();
    assertThat(names(open.closeDue(NOON.plus(PATIENCE)))).containsExactly(List.of("1", "2"));
    assertThat(open.closeDue(NOON.plus(Duration.ofDays(1)))).isEmpty();
  }

  @Test
  void letsNobodyWaitMoreThanHalfOfTheTimeThatItHasLeft() {
    add("a", "1", NOON);
    open.add(Arrivals.of(call("a", "2"), FOUR, Duration.ofMillis(16)), NOON.plusMillis(4));

    assertThat(open.nextClosing()).contains(NOON.plusMillis(10));
  }

  @Test
  void closesAPackBeforeItGetsTooManyBytes() {
    String half = "x".repeat(OpenPacks.MOST_BYTES / 2);

    assertThat(add(MANY, call("a", half))).isEmpty();
    assertThat(add(MANY, call("a", half))).containsExactly(List.of(half));
    assertThat(names(open.closeDue(NOON.plus(PATIENCE)))).containsExactly(List.of(half));
  }

  @Test
  void closesAPackBeforeItsAnswerGetsTooLong() {
    int third = OpenPacks.MOST_OUTPUT_TOKENS / 3;

    assertThat(add(MANY, call("a", "1", third))).isEmpty();
    assertThat(add(MANY, call("a", "2", third))).isEmpty();
    assertThat(add(MANY, call("a", "3", third))).containsExactly(List.of("1", "2"));
  }

  @Test
  void closesAPackBeforeItGetsTooManyTokensWithWhatIsSentOnceForAll() {
    String instructions = "y".repeat(3 * OpenPacks.MOST_TOKENS - 3 * 8_000);
    String text = "x".repeat(9_000);

    assertThat(add(MANY, call(instructions, text, 100))).isEmpty();
    assertThat(add(MANY, call(instructions, text, 100))).isEmpty();
    assertThat(add(MANY, call(instructions, text, 100))).containsExactly(List.of(text, text));
  }

  @Test
  void letsOneGoAloneThatIsTooLargeForAnyCompany() {
    String huge = "x".repeat(OpenPacks.MOST_BYTES + 1);
    add("a", "1");

    assertThat(add(FOUR, call("a", huge))).containsExactly(List.of(huge));
    assertThat(add(FOUR, call("a", "2", OpenPacks.MOST_OUTPUT_TOKENS)))
        .containsExactly(List.of("2"));
    assertThat(names(open.closeDue(NOON.plus(PATIENCE)))).containsExactly(List.of("1"));
  }

  @Test
  void bringsOnlyThoseTogetherWhoHaveTheSameInCommon() {
    Sharing two = new Sharing(2, PATIENCE, Sharing.Form.LABEL);
    ModelCall plain = call("a", "plain");
    ModelInput.Chat chat = (ModelInput.Chat) plain.input();
    ModelRoute other = new ModelRoute("amazon.nova-lite-v1:0", 3, Route.CHAMPION);
    List<Arrival<String>> strangers =
        List.of(
            Arrivals.of(plain, two, Requests.LIFETIME),
            Arrivals.of(call("b", "tenant"), two, Requests.LIFETIME),
            Arrivals.of(call("other instructions", "system", 10), two, Requests.LIFETIME),
            Arrivals.of(
                new ModelCall("pipeline", "a", "others", 1, plain.route(), chat),
                two,
                Requests.LIFETIME),
            Arrivals.of(
                new ModelCall("route", "a", "tickets", 1, other, chat), two, Requests.LIFETIME),
            Arrivals.of(
                new ModelCall(
                    "warm",
                    "a",
                    "tickets",
                    1,
                    plain.route(),
                    new ModelInput.Chat(chat.system(), "warm", 10, OptionalDouble.empty())),
                two,
                Requests.LIFETIME),
            Arrivals.of(call("a", "fewer"), FOUR, Requests.LIFETIME),
            new Arrival<>(
                new Step.Line(plain, Optional.of(other), Optional.of(two)),
                Lane.INTERACTIVE,
                NOON.plus(Requests.LIFETIME),
                false,
                "fallback"),
            new Arrival<>(
                new Step.Line(plain, Optional.empty(), Optional.of(two)),
                Lane.BULK,
                NOON.plus(Requests.LIFETIME),
                false,
                "lane"));

    for (Arrival<String> stranger : strangers) {
      assertThat(open.add(stranger, NOON)).as(stranger.who()).isEmpty();
    }
    assertThat(open.closeDue(NOON.plus(PATIENCE))).hasSize(strangers.size());
  }

  @Test
  void doesNotLetThoseWaitWhoComeAgainWithFewerOthers() {
    add("a", "1");
    add("a", "2");
    add("a", "3");
    Pack<String> whole = open.add(Arrivals.of(call("a", "4")), NOON).get(0);
    Sharing half = FOUR.upTo(2);

    assertThat(add(half, call("a", "1"))).isEmpty();
    assertThat(add(half, call("a", "2"))).containsExactly(List.of("1", "2"));
    assertThat(add(half, call("a", "3"))).isEmpty();
    assertThat(open.closeAfter(whole, 2).map(pack -> names(List.of(pack))))
        .contains(List.of(List.of("3")));
    assertThat(open.closeAfter(whole, 2)).isEmpty();
  }

  private List<List<String>> add(String tenant, String text) {
    return add(tenant, text, NOON);
  }

  private List<List<String>> add(String tenant, String text, Instant now) {
    return names(open.add(Arrivals.of(call(tenant, text)), now));
  }

  private List<List<String>> add(Sharing sharing, ModelCall call) {
    return names(open.add(Arrivals.of(call, sharing, Requests.LIFETIME), NOON));
  }

  private static ModelCall call(String tenant, String text) {
    return Arrivals.call(tenant, text);
  }

  private static ModelCall call(String system, String text, int maxTokens) {
    ModelCall call = Arrivals.call("a", text, maxTokens);
    ModelInput.Chat chat = (ModelInput.Chat) call.input();
    return new ModelCall(
        text,
        "a",
        "tickets",
        1,
        call.route(),
        new ModelInput.Chat(Optional.of(system), chat.user(), maxTokens, chat.temperature()));
  }

  private static List<List<String>> names(List<Pack<String>> packs) {
    return packs.stream().map(pack -> pack.arrivals().stream().map(Arrival::who).toList()).toList();
  }
}
