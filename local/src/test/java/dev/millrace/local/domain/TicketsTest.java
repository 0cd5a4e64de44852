package dev.millrace.local.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TicketsTest {

  @Test
  void theSameSeedMakesTheSameTickets() {
    assertThat(tickets(7, 500)).isEqualTo(tickets(7, 500)).isNotEqualTo(tickets(8, 500));
  }

  @Test
  void everyKindAndEveryLabelComesUp() {
    List<Ticket> tickets = tickets(1, 3_000);

    Map<Ticket.Kind, Long> kinds =
        tickets.stream().collect(Collectors.groupingBy(Ticket::kind, Collectors.counting()));
    assertThat(kinds).containsOnlyKeys(Ticket.Kind.values());
    assertThat(kinds.get(Ticket.Kind.WHOLE)).isGreaterThan(2_700);
    assertThat(tickets.stream().map(Ticket::label).distinct())
        .containsExactlyInAnyOrderElementsOf(Tickets.labels());
  }

  @Test
  void aRepeatedTicketIsTheOneBefore() {
    Map<String, Ticket> whole =
        tickets(1, 3_000).stream()
            .filter(ticket -> ticket.kind() == Ticket.Kind.WHOLE)
            .collect(Collectors.toMap(Ticket::id, Function.identity()));

    assertThat(tickets(1, 3_000))
        .filteredOn(ticket -> ticket.kind() == Ticket.Kind.REPEATED)
        .isNotEmpty()
        .allSatisfy(
            ticket -> {
              Ticket before = whole.get(ticket.id());
              assertThat(before).isNotNull();
              assertThat(ticket.body()).isEqualTo(before.body());
            });
  }

  @Test
  void brokenTicketsHaveIdsOfTheirOwn() {
    Set<String> ids = new HashSet<>();

    assertThat(tickets(1, 3_000))
        .filteredOn(ticket -> ticket.kind() != Ticket.Kind.REPEATED)
        .allSatisfy(ticket -> assertThat(ids.add(ticket.id())).isTrue());
  }

  @Test
  void onceTheWorldHasChangedNobodyUsesTheWordsOfTheLabels() {
    Tickets tickets = new Tickets(new SplittableRandom(1));
    tickets.change();

    assertThat(Stream.generate(tickets::next).limit(3_000))
        .allSatisfy(
            ticket ->
                assertThat(List.of(ticket.body().toLowerCase(Locale.ROOT).split("\\W+")))
                    .doesNotContainAnyElementsOf(List.of(ticket.label().split("_"))));
  }

  private static List<Ticket> tickets(long seed, int count) {
    Tickets tickets = new Tickets(new SplittableRandom(seed));
    return Stream.generate(tickets::next).limit(count).toList();
  }
}
