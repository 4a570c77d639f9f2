/** What ± stands for, wherever it follows a measured number. */
export const errorNote =
  '± is the standard error over the images: other images would move the number by about as much, and a smaller difference may be chance. Where all images agree, ± is the Wilson bound, 1 in (images + 1).';

/** The same in few words, for a line of its own. */
export const errorWords = '± standard error over the images';
