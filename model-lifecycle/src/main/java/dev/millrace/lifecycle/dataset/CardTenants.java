package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.work.Background;
import dev.millrace.lifecycle.work.CardText;
import dev.millrace.lifecycle.work.DatasetCard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose requests datasets hold, by the cards that lie beside them. Each is read once, in the
 * background: a bucket that does not answer keeps no run waiting that does not need it.
 *
 * <p><i>Threads</i>: any.
 *
 * <p><i>Failure</i>: while a bucket does not answer it is not known, which is logged once, and it
 * is read again when somebody asks again. A card that is not there, cannot be read or names nobody
 * says nothing, which is not the same as nobody's: it is read again after {@link #AGAIN}.
 */
final class CardTenants implements AutoCloseable {

  /** People put a card back where it was, or a build that reads its form is started. */
  static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(CardTenants.class);

  private final RunFiles files;
  private final Predicate<String> isErased;
  private final InstantSource clock;
  private final Background<Optional<Card>> background =
      new Background<>("millrace-dataset-cards", 1);

  /** By the URI of the examples to train with. */
  private final Map<String, Card> known = new ConcurrentHashMap<>();

  /** Whose bucket did not answer, and whose card said nothing: each is told of once. */
  private final Set<String> unheard = ConcurrentHashMap.newKeySet();

  private final Set<String> untold = ConcurrentHashMap.newKeySet();

  /** What a card says. */
  private sealed interface Card {

    /** Whose the requests are. */
    record Names(Set<String> tenants) implements Card {}

    /** Nothing; it is read again after a while. */
    record Silent(String reason, Instant until) implements Card {}
  }

  CardTenants(RunFiles files, Predicate<String> isErased, InstantSource clock) {
    this.files = files;
    this.isErased = isErased;
    this.clock = clock;
  }

  /** The erased tenants of a dataset. */
  ErasedShare of(String training) {
    Card card = known.get(training);
    if (card == null || isStale(card)) {
      background
          .poll(training, () -> read(training))
          .flatMap(found -> found)
          .ifPresent(found -> known.merge(training, found, CardTenants::newer));
      card = known.get(training);
    }
    if (card == null) {
      return new ErasedShare.Unheard();
    }
    if (card instanceof Card.Names names) {
      return new ErasedShare.Told(
          names.tenants().stream().filter(isErased).collect(Collectors.toUnmodifiableSet()));
    }
    if (card instanceof Card.Silent silent) {
      return new ErasedShare.Untold(silent.reason());
    }
    throw new AssertionError(card);
  }

  /** A dataset was made, perhaps in the place of one that held more tenants. */
  void isMade(DatasetCard card) {
    known.put(card.training().uri(), new Card.Names(card.tenants()));
  }

  /** Forgets what cards said: another may lie there when somebody asks again. */
  void forget() {
    background.giveUp();
    known.clear();
  }

  /** Of a dataset that was made meanwhile, what was read before says nothing any more. */
  private static Card newer(Card there, Card found) {
    return there instanceof Card.Names ? there : found;
  }

  private boolean isStale(Card card) {
    return card instanceof Card.Silent silent && !clock.instant().isBefore(silent.until());
  }

  private Optional<Card> read(String training) {
    try {
      Optional<DatasetCard> card = files.textAt(DatasetBuild.cardUri(training)).map(CardText::read);
      if (card.isEmpty()) {
        return Optional.of(silent(training, "no card lies beside them"));
      }
      Set<String> tenants = card.get().tenants();
      return Optional.of(
          tenants.isEmpty()
              ? silent(training, "their card names no tenants")
              : new Card.Names(tenants));
    } catch (IllegalArgumentException e) {
      LOG.debug("the card of {} is none", training, e);
      return Optional.of(silent(training, "their card cannot be read: " + e.getMessage()));
    } catch (RuntimeException e) {
      if (unheard.add(training)) {
        LOG.warn("it cannot be read whose requests {} holds; it is tried again", training, e);
      }
      return Optional.empty();
    }
  }

  private Card silent(String training, String reason) {
    if (untold.add(training)) {
      LOG.warn("nothing says whose requests {} holds: {}; it is read again", training, reason);
    }
    return new Card.Silent(reason, clock.instant().plus(AGAIN));
  }

  @Override
  public void close() {
    background.close();
  }
}
