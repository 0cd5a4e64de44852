package dev.millrace.lifecycle.dataset;

import dev.millrace.lifecycle.work.Background;
import dev.millrace.lifecycle.work.CardText;
import dev.millrace.lifecycle.work.DatasetCard;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose requests datasets hold, by the cards that lie beside them. Each is read once, in the
 * background: a bucket that does not answer keeps no run waiting that does not need it.
 *
 * <p><i>Threads</i>: any.
 *
 * <p><i>Failure</i>: while a bucket does not answer it is not known, which is logged once, and it
 * is read again when somebody asks again. What lies elsewhere, or is no card, names nobody.
 */
final class CardTenants implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CardTenants.class);

  private final RunFiles files;
  private final Background<Optional<Set<String>>> background =
      new Background<>("millrace-dataset-cards", 1);

  /** By the URI of the examples to train with. */
  private final Map<String, Set<String>> known = new ConcurrentHashMap<>();

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  CardTenants(RunFiles files) {
    this.files = files;
  }

  /** Those of a dataset, none where it has no card any more; absent while they are not known. */
  Optional<Set<String>> of(String training) {
    Set<String> tenants = known.get(training);
    if (tenants != null) {
      return Optional.of(tenants);
    }
    Optional<Set<String>> read =
        background.poll(training, () -> read(training)).flatMap(found -> found);
    read.ifPresent(found -> known.putIfAbsent(training, found));
    return read;
  }

  /** A dataset was made, perhaps in the place of one that held more tenants. */
  void isMade(DatasetCard card) {
    known.put(card.training().uri(), card.tenants());
  }

  private Optional<Set<String>> read(String training) {
    try {
      return Optional.of(
          files
              .textAt(DatasetBuild.cardUri(training))
              .map(CardText::read)
              .map(DatasetCard::tenants)
              .orElse(Set.of()));
    } catch (IllegalArgumentException e) {
      LOG.warn("nothing says whose requests {} holds", training, e);
      return Optional.of(Set.of());
    } catch (RuntimeException e) {
      if (told.add(training)) {
        LOG.warn("it cannot be read whose requests {} holds; it is tried again", training, e);
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    background.close();
  }
}
