import { latencyAvailability } from '../../core/cost/latencyAvailability.ts';
import { coverageSentences, latencyCoverage } from '../../core/cost/latencyCoverage.ts';
import type { LayerKind } from '../../core/model/Layer.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import type { Fact, Profile, ProfileSource } from '../../core/profile/Profile.ts';
import { kernelsFor } from '../../core/profile/pairsFor.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { StudioDialog } from '../controls/StudioDialog.tsx';
import { useStudio } from '../StudioContext.tsx';
import { type FactRow, factRows } from './factRows.ts';
import { LatencyTable } from './LatencyTable.tsx';
import { latencyTrust } from './latencyTrust.ts';
import { ruleSentences } from './ruleSentences.ts';
import './profile.css';

const KINDS: readonly LayerKind[] = ['conv', 'depthwise_conv', 'transpose_conv', 'dense', 'matmul'];
const STATUS: Readonly<Record<Fact['status'], string>> = {
  published: 'published',
  derived: 'derived',
  measured: 'measured',
  assumed: 'assumed',
  not_public: 'not public',
};

interface ProfileDialogProps {
  readonly profile: Profile;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A hardware profile laid open: what it runs, every number with where it comes from, and its rules. */
export function ProfileDialog({ profile, isOpen, onClose }: ProfileDialogProps) {
  return (
    <StudioDialog title={profile.name} isOpen={isOpen} onClose={onClose} width="920px">
      <p>{profile.summary}</p>
      <p className="muted profile-facts">
        <span>{profile.vendor}</span>
        <span>{profile.kind}</span>
        <span>looked up {profile.as_of}</span>
        <span>
          {profile.id}, version {profile.profile_version}
        </span>
      </p>
      <section>
        <h3>Pairs by kind of layer, weight bits / input bits</h3>
        <Pairs profile={profile} />
      </section>
      <section>
        <h3>Numbers</h3>
        <Facts rows={factRows(profile)} />
      </section>
      <Latency profile={profile} />
      <LatencyTable profile={profile} />
      <section>
        <h3>Rules</h3>
        <ul className="profile-list">
          {ruleSentences(profile).map(({ text, unsourced }) => (
            <li key={text} className={unsourced ? 'unsourced' : undefined}>
              {text}
            </li>
          ))}
          {(profile.notes ?? []).map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </section>
      <section>
        <h3>Sources</h3>
        <ul className="profile-list">
          {Object.entries(profile.sources).map(([key, source]) => (
            <li key={key}>
              {source.title}
              {source.locator ? `, ${source.locator}` : ''}{' '}
              <span className="muted">({source.kind.replaceAll('_', ' ')})</span>
              {source.url ? <span className="profile-url">{source.url}</span> : null}
            </li>
          ))}
        </ul>
        <p className="muted">Addresses are text to copy: this page asks nobody.</p>
      </section>
    </StudioDialog>
  );
}

function Pairs({ profile }: { readonly profile: Profile }) {
  return (
    <dl className="profile-pairs">
      {KINDS.map((kind) => {
        const kernels = kernelsFor(profile, kind);
        return (
          <div key={kind}>
            <dt>{kind.replaceAll('_', ' ')}</dt>
            <dd>
              {kernels.length === 0 ? <span className="unsourced">not run: stays float</span> : null}
              {kernels.map(({ pair, row }) => {
                const how = row.support.replaceAll('_', ' ');
                return (
                  <span
                    key={pairKey(pair)}
                    className={row.support === 'native' ? 'chip' : 'chip profile-pair-other'}
                    title={row.when ? `${how}: ${row.when}` : how}
                  >
                    {pairKey(pair)}
                    {row.support === 'native' ? '' : ` ${how}`}
                  </span>
                );
              })}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** More rows than this (measured tables) would bury the rest. */
const MOST = 60;

function Facts({ rows }: { readonly rows: readonly FactRow[] }) {
  if (rows.length === 0) return <p className="muted">This profile states no number.</p>;
  return (
    <table className="profile-table">
      <thead>
        <tr>
          <th scope="col">what</th>
          <th scope="col" className="number">
            value
          </th>
          <th scope="col">status</th>
          <th scope="col">source and note</th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, MOST).map((row) => (
          <tr key={row.path} className={row.unsourced ? 'unsourced' : undefined}>
            <th scope="row" title={row.path}>
              {row.label}
            </th>
            <td className="number">{row.value}</td>
            <td>
              <span className={row.unsourced ? 'chip chip-amber' : 'chip'}>{STATUS[row.status]}</span>
            </td>
            <td>{sourceText(row.source, row.note)}</td>
          </tr>
        ))}
        {rows.length > MOST ? (
          <tr>
            <td colSpan={4} className="muted">
              and {rows.length - MOST} more in the file
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function sourceText(source: ProfileSource | null, note: string): string {
  const from = source ? `${source.title}${source.locator ? `, ${source.locator}` : ''}` : '';
  return [from, note].filter(Boolean).join('; ') || '–';
}

function Latency({ profile }: { readonly profile: Profile }) {
  const layers = useStudio(selectLayers);
  const can = latencyAvailability(profile, layers.length > 0 ? layers : undefined);
  const { notes: all, amber } = latencyTrust(profile, layers);
  // What the table covers stands in the section below.
  const covered = new Set(
    profile.latency_model.measured_table ? coverageSentences(latencyCoverage(profile, layers)) : [],
  );
  const notes = all.filter((note) => !covered.has(note));
  return (
    <section>
      <h3>Latency</h3>
      {can.available ? null : <p className="unsourced">Not available: {can.reason}</p>}
      {notes.length > 0 ? (
        <ul className={amber ? 'profile-list unsourced' : 'profile-list'}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
