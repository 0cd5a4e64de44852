package dev.millrace.inference.domain.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelInput;
import dev.millrace.inference.domain.Sharing.Form;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Budgets reserve by sizes, so none may be less than what is sent. */
class PackedSizeTest {

  @ParameterizedTest
  @EnumSource(Form.class)
  void areTogetherNoLessThanTheCall(Form form) {
    for (String text : List.of("", "My invoice is wrong.", "\"größer\"\n\\\u0001\uD83D\uDE80")) {
      for (Optional<String> system : List.of(Optional.<String>empty(), Optional.of("Sort it."))) {
        for (int records : new int[] {1, 2, 10, 11, 101, 1_001}) {
          List<ModelInput> inputs =
              IntStream.range(0, records)
                  .<ModelInput>mapToObj(
                      i -> new ModelInput.Chat(system, text, 16, OptionalDouble.empty()))
                  .toList();
          List<PackedSize> sizes = inputs.stream().map(one -> PackedSize.of(one, form)).toList();
          ModelInput packed = PackedPrompt.of(inputs, form);

          assertThat(sizes.stream().mapToLong(PackedSize::inputBytes).sum())
              .as("%d records of \"%s\" behind %s", records, text, system)
              .isGreaterThanOrEqualTo(packed.bytes());
          assertThat(sizes.stream().mapToLong(PackedSize::outputTokens).sum())
              .isGreaterThanOrEqualTo(packed.mostOutput());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void areNotMuchMoreWhereARecordIsAlone(Form form) {
    ModelInput alone =
        new ModelInput.Chat(Optional.of("Sort it."), "text", 16, OptionalDouble.empty());

    assertThat(
            PackedSize.of(alone, form).inputBytes() - PackedPrompt.of(List.of(alone), form).bytes())
        .isBetween(0L, 20L);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void areThoseOfTheTextsWhereTheyAreEmbedded(Form form) {
    assertThat(PackedSize.of(new ModelInput.Embedding(List.of("größer", "x")), form))
        .isEqualTo(new PackedSize(9, 0));
  }
}
