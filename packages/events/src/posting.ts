// A posting: where somebody works and as what. Hires state it whole; other events change parts of it.
import { z } from 'zod';
import { organisationCode, roleId } from './primitives.ts';
import { grade } from './reference/grading-schemes.ts';
import { contract, postFunction, profession, region } from './reference/lists.ts';

/** A further post that the person holds beside the primary one. */
export const concurrentPost = z
  .object({
    department: organisationCode,
    role: roleId,
    grade,
  })
  .meta({ title: 'ConcurrentPost', description: 'A further post held beside the primary one' });

export type ConcurrentPost = z.infer<typeof concurrentPost>;

const particulars = {
  organisation: organisationCode.meta({ description: 'The organisation within the department, such as an agency' }),
  profession,
  function: postFunction,
  region,
  role: roleId,
  fullTimeEquivalent: z
    .number()
    .gt(0)
    .max(1)
    .meta({ description: 'Contracted hours as a share of full time: over 0, at most 1' }),
  contract,
  accelerated: z.boolean().meta({ description: 'The post is an accelerator role (action point 6.1)' }),
  openlyAdvertised: z.boolean().meta({ description: 'The post was openly advertised' }),
  concurrentPosts: z.array(concurrentPost).max(20),
};

/** A posting as a hire states it. What is not stated is not known. */
export const posting = z
  .object({ department: organisationCode, grade, ...particulars })
  .partial({
    organisation: true,
    profession: true,
    function: true,
    region: true,
    role: true,
    fullTimeEquivalent: true,
    contract: true,
    accelerated: true,
    openlyAdvertised: true,
    concurrentPosts: true,
  })
  .meta({ title: 'Posting', description: 'Where somebody works and as what' });

export type PostingData = z.infer<typeof posting>;

/** Changes of the particulars of a posting: a field that is absent stays as it was, null says that it is no longer known. */
export const postingChanges = z
  .object({
    organisation: particulars.organisation.nullable(),
    profession: particulars.profession.nullable(),
    function: particulars.function.nullable(),
    region: particulars.region.nullable(),
    role: particulars.role.nullable(),
    fullTimeEquivalent: particulars.fullTimeEquivalent.nullable(),
    contract: particulars.contract.nullable(),
    accelerated: particulars.accelerated.nullable(),
    openlyAdvertised: particulars.openlyAdvertised.nullable(),
    concurrentPosts: particulars.concurrentPosts,
  })
  .partial()
  .meta({
    title: 'PostingChanges',
    description: 'Changed particulars of a posting; absent: as before, null: no longer known',
  });

export type PostingChanges = z.infer<typeof postingChanges>;
