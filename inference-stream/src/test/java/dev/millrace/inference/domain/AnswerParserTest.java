package dev.millrace.inference.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.inference.domain.AnswerParser.Answer;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.Task;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {

  private final AnswerParser parser =
      new AnswerParser(text -> Optional.of(text).filter(given -> given.startsWith("{")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "billing",
        " billing\n",
        "Billing",
        "\"billing\"",
        "billing.",
        "**billing**.",
        "“Billing.”",
        "`billing`"
      })
  void readsALabelThroughWhatModelsPutAroundIt(String text) {
    assertThat(classified(text)).isEqualTo(new Answer.Label("billing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "billing or bug", "The label is billing", "invoice", "."})
  void takesNothingElseForALabel(String text) {
    assertThat(classified(text)).isInstanceOf(Answer.Invalid.class);
  }

  @Test
  void spellsTheLabelAsThePipelineDoes() {
    InferenceRequest request =
        Requests.request(Task.CLASSIFICATION, "", List.of("Card_Not.Working?", "No."));

    assertThat(
            parser.parse(
                request, new CallResult.Content.Text("card_not.working?"), Optional.empty()))
        .isEqualTo(new Answer.Label("Card_Not.Working?"));
    assertThat(parser.parse(request, new CallResult.Content.Text("no"), Optional.empty()))
        .isEqualTo(new Answer.Label("No."));
  }

  @Test
  void keepsTheAnswerOutOfTheDetail() {
    Answer answer = classified("my secret is 4711");

    assertThat(((Answer.Invalid) answer).detail())
        .isEqualTo("the answer of 17 characters is none of the 2 labels");
  }

  @ParameterizedTest
  @MethodSource
  void readsOneObject(String text, Answer expected) {
    assertThat(
            parser.parse(
                Requests.of(Task.EXTRACTION), new CallResult.Content.Text(text), Optional.empty()))
        .isEqualTo(expected);
  }

  static Stream<Arguments> readsOneObject() {
    Answer object = new Answer.Text("{\"a\":1}");
    return Stream.of(
        argumentSet("bare", "{\"a\":1}", object),
        argumentSet("in space", "\n {\"a\":1}\n", object),
        argumentSet("in a fence", "```json\n{\"a\":1}\n```", object),
        argumentSet("in a fence without language", "```\n{\"a\":1}\n```", object),
        argumentSet(
            "no object",
            "[1]",
            new Answer.Invalid("the answer of 3 characters is not one JSON object")),
        argumentSet(
            "a fence alone",
            "```",
            new Answer.Invalid("the answer of 3 characters is not one JSON object")));
  }

  @Test
  void leavesTextAsItIs() {
    assertThat(
            parser.parse(
                Requests.of(Task.GENERATION),
                new CallResult.Content.Text(" Dear customer, "),
                Optional.empty()))
        .isEqualTo(new Answer.Text(" Dear customer, "));
  }

  @Test
  void takesAVectorForAnEmbeddingOnly() {
    InferenceRequest request = Requests.of(Task.EMBEDDING);

    assertThat(
            parser.parse(request, new CallResult.Content.Vector(List.of(1f, 2f)), Optional.empty()))
        .isEqualTo(new Answer.Vector(List.of(1f, 2f)));
    assertThat(parser.parse(request, new CallResult.Content.Text("1, 2"), Optional.empty()))
        .isInstanceOf(Answer.Invalid.class);
    assertThat(
            parser.parse(
                Requests.classification(),
                new CallResult.Content.Vector(List.of(1f, 2f)),
                Optional.empty()))
        .isInstanceOf(Answer.Invalid.class);
  }

  private Answer classified(String text) {
    return parser.parse(
        Requests.classification(), new CallResult.Content.Text(text), Optional.empty());
  }
}
